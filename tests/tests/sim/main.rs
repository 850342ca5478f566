//! Many nodes in one process, in bad weather, from one seed: what must hold whatever happens.

mod agree;
mod forks;
mod hostile;
mod withheld;
