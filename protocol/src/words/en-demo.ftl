### What the demonstration tells, in English.
