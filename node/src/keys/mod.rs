//! The trust box: the secret keys of this installation, in one age file behind a passphrase.
