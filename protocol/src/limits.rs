//! Every bound, with its unit and its reason.
