"""What is asked for the SEN register."""

from interventions.forms.programmes import a_day
from staff.posting import PostingForm


class PlanReviewForm(PostingForm):
    """One day."""

    review_on = a_day("When is the plan reviewed next?", "The annual review. The day before this one is kept.")
