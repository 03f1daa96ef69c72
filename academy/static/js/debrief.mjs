// The run is over: nothing of it has to stay on this device.
const own = `draft/${document.querySelector("[data-run]").dataset.run}/`

for (const key of Object.keys(localStorage)) if (key.startsWith(own)) localStorage.removeItem(key)
