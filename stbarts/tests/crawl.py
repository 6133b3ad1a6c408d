"""Walking the house by its links, as a person would: what cannot be reached this way cannot be reached."""

import functools
from collections import deque
from html.parser import HTMLParser
from urllib.parse import urlencode

from django.urls import Resolver404, resolve

NEVER_FOLLOWED = ("/account/logout/",)
PRESSED = {"staff:open_notice"}
MOST_NOTICES = 12  # of one page


class PageReader(HTMLParser):
    """What a page offers: its title, its links, its forms with their fields as a browser would send them.

    A form is {"action", "method", "fields": {name: value}, "boxes": [names of its long texts],
    "choices": {name: [values offered]}, "files": [names], "kinds": {name: the type of its box}}.
    """

    def __init__(self, html):
        super().__init__()
        self.links, self.forms, self.title = [], [], ""
        self._in_title, self._form, self._box, self._list = False, None, None, None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "a" and attrs.get("href", "").startswith("/"):
            self.links.append(attrs["href"].split("#")[0])
        if tag == "form":
            self._form = {
                "action": attrs.get("action") or "", "method": attrs.get("method", "get").lower(),
                "fields": {}, "boxes": [], "choices": {}, "files": [], "kinds": {},
            }  # fmt: skip
            self.forms.append(self._form)
        if tag == "title" and not self.title:
            self._in_title = True
        if self._form is not None:
            self._field(tag, attrs)

    def _field(self, tag, attrs):
        form, name, kind = self._form, attrs.get("name"), attrs.get("type", "text")
        if name:
            form["kinds"][name] = kind if tag == "input" else tag
        if tag == "option" and self._list:
            form["choices"][self._list].append(attrs.get("value") or "")
            if "selected" in attrs or self._list not in form["fields"]:
                form["fields"][self._list] = attrs.get("value") or ""
        elif not name:
            return
        elif tag == "textarea":
            form["boxes"].append(name)
            form["fields"][name], self._box = "", name
        elif tag == "select":
            form["choices"][name], self._list = [], name
        elif tag == "input" and kind == "file":
            form["files"].append(name)
        elif tag == "input" and kind in ("radio", "checkbox"):
            form["choices"].setdefault(name, []).append(attrs.get("value", "on"))
            if "checked" in attrs or name not in form["fields"]:
                form["fields"][name] = attrs.get("value", "on") if "checked" in attrs else ""
        elif tag == "input" and kind != "submit":  # a browser sends only the button that was pressed
            form["fields"].setdefault(name, attrs.get("value") or "")

    def filters(self):
        """The query strings of the page's own filters: each with every box ticked."""
        for form in self.forms:
            if form["method"] == "get" and not form["action"]:
                ticked = {name: values[0] for name, values in form["choices"].items() if len(values) == 1}
                yield urlencode(form["fields"] | ticked)

    def notices(self):
        """The buttons of notices, each of which opens a page."""
        actions = [form["action"] for form in self.forms if form["method"] == "post"]
        return [action for action in actions if name_of(action) in PRESSED]

    def handle_endtag(self, tag):
        if tag == "title":
            self._in_title = False
        elif tag == "form":
            self._form = None
        elif tag == "textarea":
            self._box = None
        elif tag == "select":
            self._list = None

    def handle_data(self, data):
        if self._in_title:
            self.title += data
        if self._box and self._form is not None:
            self._form["fields"][self._box] += data


def shape(path):
    """The page without which one of its kind it is: one child's page stands for all, one filter for its fellows."""
    address, _, query = path.partition("?")
    names = sorted({part.partition("=")[0] for part in query.split("&") if part.partition("=")[2]})
    return " ".join([name_of(address) or address, *names])


def name_of(path):
    return _name_of(path.partition("?")[0])


@functools.cache
def _name_of(address):
    try:
        return resolve(address).view_name
    except Resolver404:
        return None


def crawl(client, start="/", *, most=900):
    """Yield (path, view name, answer, page) breadth first: of each shape at least two pages, and more while they differ.

    What a filter shows that was not there before is looked at too. A notice is a button that leads
    somewhere: it is pressed.
    """
    waiting, seen, known, walked = deque([(start, False)]), {start}, {}, 0
    while waiting and walked < most:
        path, must = waiting.popleft()
        kind = known.setdefault(shape(path), Kind())
        if (kind.is_known() and not must) or path.startswith(("/static/", *NEVER_FOLLOWED)):
            continue
        answer = client.post(path) if name_of(path) in PRESSED else client.get(path)
        walked += 1
        page, links = None, []
        if answer.status_code in (301, 302) and answer["Location"].startswith("/"):
            links = [answer["Location"]]
        elif "text/html" in answer.get("Content-Type", "") and not answer.streaming:
            page = PageReader(answer.content.decode())
            links = page.links + [f"{path.split('?')[0]}?{query}" for query in page.filters()]
            links += page.notices()[:MOST_NOTICES]
        kind.met(links, page)
        new = [link for link in dict.fromkeys(links) if link not in seen]
        shown_by_filter = new[:1] if "?" in path else []
        waiting.extend((link, link in shown_by_filter or name_of(link) in PRESSED) for link in new)
        seen.update(new)
        yield path, name_of(path), answer, page


class Kind:
    """What the pages of one shape have offered so far. One that offers nothing new, or ten in all, are enough."""

    def __init__(self):
        self.offered, self.pages, self.nothing_new = set(), 0, 0

    def is_known(self):
        return self.nothing_new >= 1 or self.pages >= 10

    def met(self, links, page):
        forms = page.forms if page else []
        offers = {shape(link) for link in links} | {(shape(f["action"]), tuple(sorted(f["fields"]))) for f in forms}
        self.pages += 1
        self.nothing_new += not offers - self.offered
        self.offered |= offers
