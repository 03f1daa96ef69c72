"""The page of a batch: what it would do, how far it is, or what came of it."""

from flask import redirect, render_template, url_for

from academy.access import current_person, only
from academy.pages import page
from academy.queue import batches
from academy.queue.views import bp


@bp.get("/batches/<int:batch_id>")
@only("instructor")
def batch(batch_id):
    batch = batches.batch_or_404(current_person, batch_id)
    preview = batches.preview(batch) if batch.applied_at is None else None
    return page(batch=batch, problems=batches.problems(batch), preview=preview)


@bp.get("/batches/<int:batch_id>/work")
@only("instructor")
def work(batch_id):
    """How far the job is, for the open page; when it is over the page loads itself again."""
    batch = batches.batch_or_404(current_person, batch_id)
    if batch.finished_at:
        return "", 204, {"HX-Refresh": "true"}
    return render_template("queue/_work.html", batch=batch)


@bp.post("/batches/<int:batch_id>")
@only("instructor")
def apply(batch_id):
    batch = batches.batch_or_404(current_person, batch_id)
    batches.apply(batch)
    return redirect(url_for(".batch", batch_id=batch.id))
