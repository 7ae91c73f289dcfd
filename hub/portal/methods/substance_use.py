"""For clinicians: what substance use information may flow on which basis."""

from flask import render_template

from hub.portal.access import public, wiring
from hub.portal.blueprint import portal
from hub.portal.methods.situations import answers
from policies.part2.s2_32_notice import LONG_FORM, SHORT_FORM


@portal.get("/methods/substance-use")
@public
def substance_use() -> str:
    """Show common situations, each as the rules answer it today."""
    now = wiring().house.clock()
    return render_template(
        "methods/substance_use.html",
        headings=answers(now),
        today=now.date(),
        long_form=LONG_FORM,
        short_form=SHORT_FORM,
    )
