"""The addresses of all pages of a populated hub, each with its scope, and somebody who has that."""

from hub.portal.access import PUBLIC

WITH = {
    "agreement.read": "convener",
    "agreement.sign": "payer",
    "agreement.write": "convener",
    "calendar.read": "convener",
    "calendar.write": "convener",
    "decision.read": "privacy",
    "destruction.order": "privacy",
    "ledger.read": "operator",
    "participant.read": "convener",
    "release.approve": "approver",
    "release.propose": "convener",
    "release.read": "convener",
    "report.read": "practice-large",
    "session.own": "payer",
    "submission.read": "payer",
    "submission.write": "payer",
    "administrator.invite": "convener",
    "agreement.hold": "convener",
    "breach.read": "convener",
    "breach.write": "convener",
    "client.read": "payer-admin",
    "client.write": "payer-admin",
    "consent.read": "privacy",
    "consent.write": "privacy",
    "disclosure.read": "privacy",
    "dispute.answer": "payer",
    "dispute.decide": "convener",
    "dispute.open": "practice-large",
    "dispute.read": "practice-large",
    "participant.write": "convener",
    "program.read": "convener",
    "program.write": "convener",
    "user.read": "payer-admin",
    "user.write": "payer-admin",
}


def rules(app):
    """Return the rules of the pages."""
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("portal.")]


def addresses(app, made, *, method):
    """Yield each address that is not public, with its scope; `made` are the ids to ask for."""
    values = {
        "agreement": made["agreement"],
        "submission": made["accepted"],
        "release": made["release"],
        "report": made.get("report", "none"),
        "entry": made["entry"],
        "identifier": "CMS2",
        "rate": "1",
        "name": "suspend",
        "user": made.get("user", "none"),
        "client": made.get("client", "none"),
        "participant": "evergreen",
        "session": "none",
        "breach": made.get("breach", "none"),
        "wish": "none",
        "dispute": "none",
        "hearing": "none",
    }
    adapter = app.url_map.bind("localhost")
    for rule in rules(app):
        scope = getattr(app.view_functions[rule.endpoint], "scope", PUBLIC)
        if scope != PUBLIC and method in rule.methods:
            known = {name: values[name] for name in rule.arguments}
            yield adapter.build(rule.endpoint, known, method=method), scope
