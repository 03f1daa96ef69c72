// The run is over: nothing of it has to stay on this device.
import { clear } from "./shelf.mjs"

clear(`${document.querySelector("[data-run]").dataset.run}/`)
