"""Approve a previewed release as a second person, sign it, and publish it."""

from hub.platform.canonical import canonical_json
from hub.services.house import House
from hub.services.public.public_releases import sign_public_part
from hub.services.refusal import Refused, state_after
from hub.store import releases
from hub.store.releases import Release, ReleaseApproval
from hub.store.work import Work
from policies.lifecycle.lifecycles import transition


def approve_release(house: House, *, by: str, release: str, manifest_hash: str) -> Release:
    """Approve exactly what was previewed, by the hash of its manifest.

    Refused where the same person proposed it, or where it is another preview by now.
    """
    with house.begin() as work:
        found = _release(releases.one(work, release))
        following = state_after("release", found.state, "approve")
        if found.proposed_by == by:
            raise Refused(
                rule="second-person-needed",
                text="a release is approved by another person than the one who proposed it",
                status=403,
            )
        if found.manifest_hash != manifest_hash:
            raise Refused(
                rule="another-preview",
                text="the release was computed anew since it was looked at; look again",
                status=409,
            )
        approval = ReleaseApproval(
            release=release, approver=by, manifest_hash=manifest_hash, approved_at=work.now
        )
        releases.approve(work, approval)
        moved = releases.move(work, release, from_state=found.state, to_state=following)
        work.tell("release-approved", actor=by, subject=release, hash=manifest_hash)
    return _release(moved)


def publish_release(house: House, *, by: str, release: str) -> Release:
    """Sign the manifest of an approved release and publish it; what it replaces is corrected."""
    with house.begin() as work:
        found = _release(releases.one(work, release))
        signed_state = state_after("release", found.state, "sign")
        if not any(
            each.manifest_hash == found.manifest_hash
            for each in releases.approvals_of(work, release)
        ):
            raise Refused(
                rule="not-approved", text="nobody approved this preview of the release", status=409
            )
        content = canonical_json(found.manifest)
        signed = releases.move(
            work,
            release,
            from_state=found.state,
            to_state=signed_state,
            signature=house.release_signer.sign(content),
            key=house.release_signer.key_id,
        )
        sign_public_part(work, release, house.release_signer)
        work.tell("release-signed", actor=by, subject=release, key=house.release_signer.key_id)
        published = releases.move(
            work,
            release,
            from_state=signed_state,
            to_state=transition("release", signed_state, "publish"),
            published_at=work.now,
        )
        if found.replaces:
            _correct(work, found.replaces)
        work.tell("release-published", actor=by, subject=release)
    return _release(published or signed)


def reject_release(house: House, *, by: str, release: str) -> Release:
    """Send a previewed or approved release back; it is proposed anew."""
    with house.begin() as work:
        found = _release(releases.one(work, release))
        moved = releases.move(
            work,
            release,
            from_state=found.state,
            to_state=state_after("release", found.state, "reject"),
        )
        work.tell("release-rejected", actor=by, subject=release)
    return _release(moved)


def _release(found: Release | None) -> Release:
    if found is None:
        raise Refused(rule="not-found", text="there is no such release", status=404)
    return found


def _correct(work: Work, replaced: str) -> None:
    moved = releases.move(
        work,
        replaced,
        from_state="published",
        to_state=transition("release", "published", "correct"),
    )
    if moved is not None:
        work.tell("release-corrected", subject=replaced)
