// What is typed at a desk and not sent is kept, each box by itself.
import { Keeper } from "./keeping.mjs"

export class Words extends Keeper {
  constructor(form, { run, keep }) {
    const { post, reply } = form.elements
    super(form, { url: keep, place: `unsent/${run}/${post.value}`, area: reply })
  }

  get number() {
    return Number(this.form.dataset.sent) + 1
  }

  restore(local) {
    const folded = this.form.closest("details")
    if (folded) folded.open = true
    super.restore(local)
  }
}
