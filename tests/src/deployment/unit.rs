//! The service unit.

use bot_node::keys::passphrase::CREDENTIAL_NAME;

use super::{command_fault, flag, words};

/// A unit file: sections, and what stands in each, in order.
#[derive(Debug, Clone)]
pub struct Unit {
    text: String,
    rows: Vec<(String, String, String)>,
}

/// What must be so for the sandbox to be one.
const SANDBOX: [(&str, &str); 10] = [
    ("DynamicUser", "yes"),
    ("NoNewPrivileges", "yes"),
    ("CapabilityBoundingSet", ""),
    ("ProtectSystem", "strict"),
    ("ProtectHome", "yes"),
    ("PrivateTmp", "yes"),
    ("PrivateDevices", "yes"),
    ("MemoryDenyWriteExecute", "yes"),
    ("SystemCallFilter", "@system-service"),
    ("UMask", "0077"),
];

impl Unit {
    /// Reads a unit file.
    ///
    /// # Errors
    /// A line is neither comment, section nor setting.
    pub fn read(text: &str) -> Result<Self, String> {
        let (mut section, mut rows) = (String::new(), Vec::new());
        for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
                section = name.to_owned();
                continue;
            }
            let (name, value) = line.split_once('=').ok_or(format!("unit: {line:?}"))?;
            rows.push((section.clone(), name.to_owned(), value.to_owned()));
        }
        Ok(Self { text: text.to_owned(), rows })
    }

    /// The first value of a setting of the service.
    #[must_use]
    pub fn service(&self, name: &str) -> Option<&str> {
        let row = self.rows.iter().find(|(section, n, _)| section == "Service" && n == name);
        row.map(|(_, _, value)| value.as_str())
    }

    /// What it runs.
    #[must_use]
    pub fn command(&self) -> Vec<String> {
        words(self.service("ExecStart").unwrap_or_default())
    }

    /// Everything that does not fit.
    #[must_use]
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let command = self.command();
        faults.extend(command_fault(&command));
        let state = self.service("StateDirectory").unwrap_or_default();
        if flag(&command, "--data") != Some(format!("/var/lib/{state}").as_str()) {
            faults.push(format!("unit: the data folder is not the state directory {state:?}"));
        }
        for (name, expected) in SANDBOX {
            if self.service(name) != Some(expected) {
                faults.push(format!("unit: {name} is not {expected:?}"));
            }
        }
        let credential = self.service("LoadCredentialEncrypted").and_then(|c| c.split_once(':'));
        let (name, path) = credential.unwrap_or_default();
        if name != CREDENTIAL_NAME {
            faults.push(format!("unit: the node looks for {CREDENTIAL_NAME}, not {name:?}"));
        }
        // What the head tells to make is what is used below.
        let config = flag(&command, "--config").unwrap_or("no --config");
        let made = [
            command.first().map_or("", String::as_str).to_owned(),
            format!("> {config}"),
            format!("--name={name} - {path}"),
            format!("--data /var/lib/{state}"),
        ];
        let told: Vec<&str> = self.text.lines().filter(|line| line.starts_with('#')).collect();
        for thing in made {
            if !told.iter().any(|line| line.contains(&thing)) {
                faults.push(format!("unit: its head does not tell {thing:?}"));
            }
        }
        faults
    }
}
