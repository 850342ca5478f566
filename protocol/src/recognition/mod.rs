//! recognition.
