"""The made-up school: something of everything the app can do, in every state.

It is built through the same actions staff use, with dates relative to today, so that a
visitor or a new developer finds real-looking work on every page. Everybody and everything
in it is invented. It is refused over a real school's data.
"""
