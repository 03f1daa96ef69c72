// Loads what improves the components. Every page works without any of it.
import "./announcements.mjs"
import "./button.mjs"
import "./error_summary.mjs"
import { clear } from "./shelf.mjs"
import { enhance as enhanceCounters } from "./counter.mjs"
import { enhance as enhanceTargets } from "./action_panel.mjs"
import { enhance as enhanceGuards } from "./guard.mjs"

function enhance(root) {
  enhanceCounters(root)
  enhanceTargets(root)
  enhanceGuards(root)
}

enhance(document)
// what a poll brings later
document.addEventListener("htmx:load", (event) => enhance(event.target))

// whoever signs out leaves no unsent words on the device; an open page brings its last ones to the server as it goes
for (const form of document.querySelectorAll("form[action$='/sign-out']")) form.addEventListener("submit", () => clear())
