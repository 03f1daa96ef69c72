// Follows a stream of events: all of them, in their order, each once, whatever becomes of the line.
//
//   follow(element, { frame(events), snapshot(shown), state({ name, since }) })
//
// The element says where: data-stream is the application's address, data-after the last event that the page shows, and
// data-broadcast another address, if there is one, that sends the same frames. States: "live", "catching up", "offline" with
// the moment since when, "resting" in a page that nobody sees, and "stale": the page has to be loaded anew.
const SILENCE = 40_000 // ms without a word, not even a heartbeat: the line is dead
const OFTEN = 3_000 // between two questions where no stream can be had
const NOW_AND_THEN = 20_000 // the same where there may be thousands
const TOGETHER = 2_000 // over which those spread who notice a gap in the same moment
const MANY_TOGETHER = 10_000
const LONGEST = 15_000 // between two tries
const HIDDEN = 60_000 // that a page may be hidden before it rests
const ASLEEP = 5_000 // the clock went on that far between two looks: the machine slept
const TRIES = 3 // of the stream that fail at once, before the page asks by itself

export function follow(element, heard, given = {}) {
  const following = new Following(element.dataset, heard, { ...browser, ...given })
  following.begin()
  return following
}

const browser = {
  open: (address) => new EventSource(address),
  ask: (address) => fetch(address, { headers: { Accept: "application/json" }, cache: "no-cache" }),
  chance: Math.random,
}

class Following {
  constructor({ stream, after, broadcast }, heard, { open, ask, chance }) {
    Object.assign(this, { stream, broadcast, heard, open, ask, chance })
    this.last = this.wanted = Number(after)
    this.failures = this.polls = 0
    this.streams = typeof EventSource !== "undefined"
    this.heardAt = Date.now()
    this.name = ""
  }

  begin() {
    document.addEventListener("visibilitychange", () => this.noticeHiding())
    addEventListener("online", () => this.wake())
    addEventListener("pageshow", (event) => event.persisted && this.wake())
    this.looked = Date.now()
    setInterval(() => this.lookAtTheClock(), 1000)
    this.connect()
  }

  // Each connection has a number: what an earlier one still says is not heard.
  connect() {
    this.hangUp()
    this.triedAt = Date.now()
    if (!this.streams) return this.poll()
    const line = this.open(this.address())
    this.line = line
    const mine = (does) => (event) => line === this.line && does(event)
    line.onmessage = mine((event) => this.take(JSON.parse(event.data)))
    line.addEventListener("beat", mine(() => this.noteSign()))
    line.onopen = mine(() => this.noteSign())
    line.onerror = mine(() => this.lose())
  }

  // The other address knows only what came lately: the application has the rest.
  address() {
    return this.broadcast || this.asking()
  }

  asking() {
    const address = new URL(this.stream, location.href)
    address.searchParams.set("after", this.last)
    return address.href
  }

  noteSign() {
    this.heardAt = Date.now()
    this.failures = 0
    if (!this.filling) this.tell("live")
  }

  // What is there already is dropped, what is missing is fetched first; whatever comes meanwhile is in what is fetched, or after it.
  take(frame) {
    this.noteSign()
    if (frame.from > this.last + 1) return this.fill(frame.to)
    if (!this.filling) this.show(frame)
  }

  show(frame) {
    const events = frame.events.filter((event) => event.number > this.last)
    this.last = Math.max(this.last, frame.to)
    if (events.length) this.heard.frame(events)
  }

  // Up to this event at least, after a wait that differs from page to page.
  async fill(until = 0) {
    this.wanted = Math.max(this.wanted, until)
    if (this.filling) return
    this.filling = true
    this.tell("catching up")
    await pause((this.broadcast ? MANY_TOGETHER : TOGETHER) * this.chance())
    const whole = await this.fetchAll()
    this.filling = false
    if (!whole) this.lose()
    else if (this.line) this.tell("live")
  }

  // Whether everything could be had. A page that has to be loaded anew gets nothing more.
  async fetchAll() {
    try {
      do await this.fetch()
      while (this.last < this.wanted && this.name !== "stale")
      return true
    } catch {
      return false
    }
  }

  // A frame, or what is to be shown instead of everything so far.
  async fetch() {
    const answer = await this.ask(this.asking())
    if (answer.status === 409 || answer.status === 404) return this.end()
    if (!answer.ok) throw new Error(answer.status)
    const frame = await answer.json()
    this.wanted = frame.newest // no more than there is
    if (frame.snapshot === undefined) return this.show(frame)
    this.last = frame.to
    this.heard.snapshot(frame.snapshot)
  }

  async poll() {
    const polling = (this.polling = {})
    const whole = await this.fetchAll()
    if (polling !== this.polling) return
    if (!whole) return this.lose()
    this.noteSign()
    const wait = this.broadcast ? NOW_AND_THEN : OFTEN
    this.timer = setTimeout(() => this.askAgain(), wait * (0.8 + 0.4 * this.chance()))
  }

  // Now and then whoever asks tries whether there is a stream again.
  askAgain() {
    this.polls += 1
    if (this.polls % 20 === 0) this.streams = typeof EventSource !== "undefined"
    this.connect()
  }

  // The line broke, or was never there: try again, less and less often, and not all at once.
  lose() {
    this.hangUp()
    this.failures += 1
    if (this.failures === 1) this.tell("catching up")
    if (this.failures >= 2) this.tell("offline")
    // thousands do not come to the application because the other server is away
    if (this.failures >= TRIES && !this.broadcast) this.streams = !this.streams && typeof EventSource !== "undefined"
    const wait = Math.min(LONGEST, 500 * 2 ** this.failures)
    this.timer = setTimeout(() => this.connect(), wait * (0.5 + this.chance()))
  }

  hangUp() {
    clearTimeout(this.timer)
    this.line?.close()
    this.line = this.polling = undefined
  }

  // A page that is shown again, or has slept, begins at once and without what it has.
  wake() {
    if (this.name === "stale") return
    this.failures = 0
    this.connect()
    if (this.broadcast) this.fill()
  }

  end() {
    this.hangUp()
    this.wanted = this.last
    this.tell("stale")
  }

  noticeHiding() {
    clearTimeout(this.hiding)
    if (document.hidden) this.hiding = setTimeout(() => this.rest(), HIDDEN)
    else if (this.name === "resting") this.wake()
  }

  rest() {
    this.hangUp()
    this.tell("resting")
  }

  lookAtTheClock() {
    const slept = Date.now() - this.looked > ASLEEP
    this.looked = Date.now()
    if (this.name === "resting" || this.name === "stale") return
    if (slept) this.wake()
    else if (this.line && Date.now() - Math.max(this.heardAt, this.triedAt) > SILENCE) this.lose()
  }

  tell(name) {
    if (this.name === "stale" || this.name === name) return
    this.name = name
    this.heard.state?.({ name, since: new Date(this.heardAt) })
  }
}

function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
