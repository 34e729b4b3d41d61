"""What a client answers about exercises at home."""

from django import forms
from django.utils.translation import gettext_lazy as _

from careplan.models import Prescription
from homework.check_ins import HomeworkAnswer
from homework.models import HomeworkCheckIn
from web.form_fields import LinesField
from web.scales import pain_field


class AnswerField(forms.ChoiceField):
    """Owed by the page's own words, but one exercise of several may be left without."""

    def validate(self, value: str) -> None:
        if value:
            super().validate(value)


class HomeworkAnswerForm(forms.Form):
    """One exercise of one day; without an answer nothing is kept of it."""

    use_required_attribute = False
    answer = AnswerField(
        label=_("How did it go?"),
        choices=[*HomeworkCheckIn.Answer.choices, (HomeworkCheckIn.FOR_PAIN, HomeworkCheckIn.LEFT_OUT_FOR_PAIN)],
        widget=forms.RadioSelect,
    )
    pain = pain_field(_("Pain during it"), no_answer=_("I'd rather not say"))
    note = LinesField(
        label=_("Anything your trainer should know"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean_answer(self) -> str:
        answer = str(self.cleaned_data["answer"])
        said_more = self.data.get(self.add_prefix("pain")) or self.data.get(self.add_prefix("note"))
        if not answer and said_more:
            raise forms.ValidationError(_("Choose an answer, so that the rest of what you wrote is kept."))
        return answer

    def answer_about(self, prescription: Prescription) -> HomeworkAnswer:
        """What was answered, of a form that is valid."""
        chosen = self.cleaned_data["answer"]
        for_pain = chosen == HomeworkCheckIn.FOR_PAIN
        return HomeworkAnswer(
            prescription,
            HomeworkCheckIn.Answer.SKIPPED if for_pain else chosen,
            pain=self.cleaned_data["pain"],
            note=self.cleaned_data["note"],
            for_pain=for_pain,
        )
