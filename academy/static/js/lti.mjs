// A launch inside a frame: the platform keeps the state for us where the browser keeps no cookies of ours.
// And a chosen link on its way back: it sends itself.
// LTI Client-Side postMessages and LTI postMessage Platform Storage, 1EdTech, version 0.1.
const PATIENCE = 2000

const put = document.querySelector("[data-lti-put]")
if (put) keep(put.dataset)
const get = document.querySelector("[data-lti-get]")
if (get?.dataset.target) bring(get)
document.querySelector("[data-lti-send]")?.submit()

async function keep({ address, state, target, origin }) {
  await ask({ subject: "lti.put_data", key: `state_${state}`, value: state }, target, origin)
  location.assign(address)
}

async function bring(form) {
  const state = form.elements.state.value
  const answer = await ask({ subject: "lti.get_data", key: `state_${state}` }, form.dataset.target, form.dataset.origin)
  if (answer?.value !== state) return
  form.elements.stored_state.value = state
  form.submit()
}

// The platform's answer, or nothing after a while: then the page goes on without it.
function ask(message, target, origin) {
  const platform = window.opener ?? window.parent
  const frame = target === "_parent" ? platform : (platform.frames[target] ?? platform)
  const id = crypto.randomUUID()
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, PATIENCE)
    addEventListener("message", (event) => {
      const said = event.data
      if (event.origin !== origin || said?.message_id !== id || said?.subject !== `${message.subject}.response`) return
      clearTimeout(timer)
      resolve(said.error ? undefined : said)
    })
    if (platform === window) resolve()
    else frame.postMessage({ ...message, message_id: id }, origin)
  })
}
