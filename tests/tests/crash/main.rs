//! Processes killed and disks that fail, at every point: nothing acknowledged is lost.

mod disk;
mod kill;
mod power;
