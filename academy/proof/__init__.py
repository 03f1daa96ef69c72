"""Proof: what lets a certificate be checked by anybody, with the academy's published keys and without its server.

Pure: no web, no database, no clock. A key has two halves, P-256 for what readers of documents and browsers check, and
Ed25519 for what wallets check:

    claims      what a certificate says that is proved
    keys        signing keys and their public halves
    keyring     the folder that keeps them: made, locked, replaced
    signature   the PAdES signature of the document (P-256)
    seal        the compact signed payload in the QR code (P-256)
    credential  the Open Badges 3.0 credential, attached to the document and offered by itself (Ed25519)
    status      which certificates were revoked or superseded, as lists that are published (both)
    publication the files that checkers need: keys, lists, the page that checks offline
    verdict     what all this says about a file or a code
"""
