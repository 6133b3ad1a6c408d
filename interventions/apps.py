"""Registers the interventions room."""

from django.apps import AppConfig


class InterventionsConfig(AppConfig):
    name = "interventions"

    def ready(self):
        from concerns.onward import register_came_of, register_onward
        from interventions import dated, notices, searched, story  # noqa: F401 notices declare themselves
        from interventions.actions.register import hear_plan_reviews
        from interventions.asking_first import on_wave_three
        from interventions.waiting import help_that_came_of, place_asked_for
        from pupils.sen import register_heard
        from pupils.talking import register_ask_first

        register_onward(place_asked_for)
        register_came_of(help_that_came_of)
        register_ask_first(on_wave_three)
        register_heard(hear_plan_reviews)
        story.register_sources()
        searched.register_records()
        dated.register_days()
