"""Walking the house by its links, as a person would: what cannot be reached this way cannot be reached."""

import re
from collections import deque
from html.parser import HTMLParser

from django.urls import Resolver404, resolve

NEVER_FOLLOWED = ("/account/logout/",)


class PageReader(HTMLParser):
    """What a page offers: its title, its links, its forms with their fields."""

    def __init__(self, html):
        super().__init__()
        self.links, self.forms, self.title, self.words = [], [], "", []
        self._in_title = self._form = None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "a" and attrs.get("href", "").startswith("/"):
            self.links.append(attrs["href"].split("#")[0])
        if tag == "form":
            self._form = {"action": attrs.get("action", ""), "method": attrs.get("method", "get").lower(), "fields": {}}
            self.forms.append(self._form)
        if tag in ("input", "textarea", "select", "button") and self._form is not None and attrs.get("name"):
            self._form["fields"][attrs["name"]] = attrs.get("value", "")
        if tag == "title":
            self._in_title = True

    def handle_endtag(self, tag):
        if tag == "title":
            self._in_title = False
        if tag == "form":
            self._form = None

    def handle_data(self, data):
        if self._in_title:
            self.title += data
        self.words.append(data)


def shape(path):
    """The address with every id taken out, so that one child's page stands for all."""
    return re.sub(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22,27}", "<id>", path)


def name_of(path):
    try:
        return resolve(path.split("?")[0]).view_name
    except Resolver404:
        return None


def crawl(client, start="/", *, each_shape=2, most=600):
    """Yield (path, view name, answer) breadth first, at most `each_shape` pages of one shape."""
    waiting, seen, shapes, walked = deque([start]), {start}, {}, 0
    while waiting and walked < most:
        path = waiting.popleft()
        form = shape(path)
        if shapes.get(form, 0) >= each_shape or path.startswith(("/static/", *NEVER_FOLLOWED)):
            continue
        shapes[form] = shapes.get(form, 0) + 1
        answer = client.get(path)
        walked += 1
        if answer.status_code in (301, 302) and answer["Location"].startswith("/"):
            if answer["Location"] not in seen:
                seen.add(answer["Location"])
                waiting.append(answer["Location"])
            yield path, name_of(path), answer, None
            continue
        page = None
        if "text/html" in answer.get("Content-Type", "") and not answer.streaming:
            page = PageReader(answer.content.decode())
            for link in page.links:
                if link not in seen:
                    seen.add(link)
                    waiting.append(link)
        yield path, name_of(path), answer, page
