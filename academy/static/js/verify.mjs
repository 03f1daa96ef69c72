// On the public page of a certificate: is the code on the sheet, which came with the address after "#", signed by the
// academy, and for this certificate? The page brings the words, all of them hidden:
//
//   <div data-seal="7K3M-Q0TX-9WBE-5" data-keys="/keys.json" role="status">
//     <p data-says="signed" hidden>…</p>    the academy signed it for this certificate
//     <p data-says="other" hidden>…</p>     the academy signed it for another certificate
//     <p data-says="altered" hidden>…</p>   it was changed after the academy signed it
//     <p data-says="unknown" hidden>…</p>   the academy did not sign it, or it is no such code
//   </div>
//
// Without a code, or where the browser cannot check it, nothing is said: the page itself answers from the register.
import { Refusal, found, open } from "./seal.mjs"

for (const place of document.querySelectorAll("[data-seal]")) {
  const say = async () => show(place, await saysOf(location.hash, place.dataset))
  say()
  addEventListener("hashchange", say)
}

async function saysOf(hash, { seal: serial, keys: address }) {
  if (hash.length < 2 || hash === "#main" || !crypto.subtle) return null // the skip link leads to #main
  try {
    const { keys } = await (await fetch(address)).json()
    const { claims } = await open(found(hash), keys)
    return claims.serial === serial ? "signed" : "other"
  } catch (error) {
    if (error instanceof Refusal) return error.why === "altered" ? "altered" : "unknown"
    return null // no keys came: nothing was found out
  }
}

function show(place, says) {
  for (const line of place.querySelectorAll("[data-says]")) line.hidden = line.dataset.says !== says
}
