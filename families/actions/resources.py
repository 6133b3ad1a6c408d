"""What the SENDCo and the Wellbeing Lead do about the resources that anybody may read."""

from django.utils import timezone

from audit.actions import Refused, action, record
from documents.actions import order_document
from documents.attaching import attach
from families import for_anybody
from families.models import Resource
from pupils.names import refuse_to_name
from school.models import School
from staff.permitted import require
from staff.policy import Permission

FACTS = ("topic", "title", "words", "url")
ARRANGE = Permission.PLACEMENT_DECIDE


@action
def add_resource(*, by, topic, title, words, url="", sheet=()):
    """Put something for families on the public page. Refuses a child's name, a sheet that is not a PDF, and more than one."""
    require(by, ARRANGE)
    made = Resource(added_by=by)
    return _keep(made, "resource.added", by, {"topic": topic, "title": title, "words": words, "url": url}, sheet)


@action
def edit_resource(*, by, resource, version, topic, title, words, url="", sheet=()):
    """Say it differently, or give it another sheet: the newest is the one that is handed out."""
    require(by, ARRANGE)
    resource = Resource.objects.get(pk=resource.pk)
    resource.bump(version)
    return _keep(resource, "resource.edited", by, {"topic": topic, "title": title, "words": words, "url": url}, sheet)


@action
def retire_resource(*, by, resource):
    """It leaves the public page at once and its sheet is handed out no more; pressed again, it comes back."""
    require(by, ARRANGE)
    resource = Resource.objects.select_for_update(no_key=True).get(pk=resource.pk)
    back = resource.retired_on is not None
    resource.retired_on, resource.changed_at = None if back else timezone.localdate(), timezone.now()
    resource.save(update_fields=["retired_on", "changed_at"])
    record("resource.restored" if back else "resource.retired", resource, by=by, fields=["retired_on"])
    return resource


@action
def print_resources(*, by):
    """Order the list as a paper: a worker makes the PDF, and the public page gives it to anybody."""
    require(by, ARRANGE)
    school = School.objects.first()
    if school is None:
        raise Refused("The school has no name yet. The office can fill it in.")
    kind, title = for_anybody.PAPER, for_anybody.TITLE
    document = order_document(by=by, kind=kind, title=title, html=for_anybody.html(), owner=school)
    record("resources.printed", document, by=by)
    return document


def _keep(resource, verb, by, facts, sheet):
    if len(sheet) > 1 or any(one.kind != "pdf" for one in sheet):
        raise Refused("A sheet is one PDF, so that everybody can open and print it.")
    refuse_to_name("\n".join(facts.values()))
    for name, value in facts.items():
        setattr(resource, name, value.strip())
    resource.changed_at = timezone.now()
    resource.save()
    if sheet:
        attach(by=by, owner=resource, examined=list(sheet))
    record(verb, resource, by=by, fields=[*facts, *(["sheet"] if sheet else [])])
    return resource
