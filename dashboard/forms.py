"""What is asked on the pages that read across."""

from django import forms


class SearchForm(forms.Form):
    """A word to look for. Posted, so that it stays out of addresses and logs; nothing is kept."""

    only_asks = True
    q = forms.CharField(max_length=120, required=False)
    after = forms.CharField(max_length=80, required=False)


class RestrictedSearchForm(SearchForm):
    """The same in safeguarding words: with a purpose, which is kept with the reading."""

    purpose = forms.CharField(
        max_length=200, error_messages={"required": "Please say why you need to look in safeguarding records now."}
    )
