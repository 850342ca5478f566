//! The compose file.

use std::collections::BTreeMap;

use bot_node::config::Config;
use bot_node::keys::passphrase::CREDENTIAL_NAME;
use yaml_rust2::yaml::Hash;
use yaml_rust2::{Yaml, YamlLoader};

use super::{Deployment, Image, command_fault, flag};

/// Where an engine puts secrets.
const SECRETS: &str = "/run/secrets";

/// A compose file.
#[derive(Debug, Clone)]
pub struct Compose {
    /// Its services by name.
    pub services: BTreeMap<String, Service>,
    volumes: Vec<String>,
    secrets: BTreeMap<String, String>,
}

/// One service.
#[derive(Debug, Clone)]
pub struct Service {
    fields: BTreeMap<String, Yaml>,
}

impl Compose {
    /// Reads a compose file.
    ///
    /// # Errors
    /// It is no YAML, or has other parts than those that are checked.
    pub fn read(text: &str) -> Result<Self, String> {
        let documents = YamlLoader::load_from_str(text).map_err(|e| format!("compose: {e}"))?;
        let all = documents.first().and_then(Yaml::as_hash).ok_or("compose: no mapping")?;
        let all = merged(all);
        if let Some(name) = all
            .keys()
            .find(|name| !["x-node", "services", "volumes", "secrets"].contains(&name.as_str()))
        {
            return Err(format!("compose: {name:?} is not checked by anybody"));
        }
        let part = |name: &str| all.get(name).and_then(Yaml::as_hash).map(merged);
        let services = part("services").unwrap_or_default().into_iter();
        let services = services.filter_map(|(name, service)| {
            Some((name, Service { fields: merged(service.as_hash()?) }))
        });
        let secrets = part("secrets").unwrap_or_default().into_iter();
        let secrets =
            secrets.filter_map(|(name, secret)| Some((name, secret["file"].as_str()?.to_owned())));
        Ok(Self {
            services: services.collect(),
            volumes: part("volumes").unwrap_or_default().into_keys().collect(),
            secrets: secrets.collect(),
        })
    }

    /// Everything that does not fit.
    #[must_use]
    pub fn faults(&self, all: &Deployment, image: &Image) -> Vec<String> {
        let mut faults = Vec::new();
        if self.services.len() != 3 {
            faults.push(format!("compose: {} services, expected three", self.services.len()));
        }
        for (name, service) in &self.services {
            let found = self.service_faults(service, all, image);
            faults.extend(found.into_iter().map(|fault| format!("compose: {name}: {fault}")));
        }
        let ignored = !all.ignore.lines().any(|line| line.starts_with("!docker"));
        for file in self.secrets.values() {
            if !file.starts_with("./secrets/") || !ignored {
                faults.push(format!("compose: the secret {file} is outside its closed folder"));
            }
        }
        faults.extend(self.peer_faults(&all.settings));
        faults
    }

    fn service_faults(&self, service: &Service, all: &Deployment, image: &Image) -> Vec<String> {
        let mut faults = Vec::new();
        let folder = all.root.join("docker");
        let build = service.fields.get("build");
        let text =
            |key: &str| build.and_then(|build| build[key].as_str()).unwrap_or("?").to_owned();
        let file = folder.join(text("context")).join(text("dockerfile"));
        if !file.is_file() {
            faults.push(format!("there is no {}", file.display()));
        }
        let command = service.command(image);
        faults.extend(command_fault(&command));
        let mounts = service.mounts();
        for (from, to) in &mounts {
            let held = match from.strip_prefix("./") {
                Some(path) => folder.join(path).is_file(),
                None => self.volumes.contains(from),
            };
            if !held {
                faults.push(format!("there is no {from} to mount at {to}"));
            }
        }
        let mounted = |path: &str| mounts.iter().any(|(_, to)| to == path);
        for path in [image.volume(), flag(&command, "--config").unwrap_or("")] {
            if !mounted(path) {
                faults.push(format!("nothing is mounted at {path:?}"));
            }
        }
        faults.extend(self.secret_fault(service));
        faults.extend(service.sandbox_faults(&all.settings));
        faults
    }

    /// The passphrase comes where the node looks for it, by the name it looks for.
    fn secret_fault(&self, service: &Service) -> Option<String> {
        let secrets = service.list("secrets");
        let known = secrets.iter().all(|name| self.secrets.contains_key(name));
        let named = secrets.iter().any(|name| name == CREDENTIAL_NAME);
        let place = service.environment().get("CREDENTIALS_DIRECTORY").cloned();
        (!known || !named || place.as_deref() != Some(SECRETS))
            .then(|| format!("no secret {CREDENTIAL_NAME} in {place:?}"))
    }

    /// Everybody is called by the name of a service.
    fn peer_faults(&self, settings: &str) -> Vec<String> {
        let config = match Config::parse(settings, "docker/bot.toml".as_ref()) {
            Ok(config) => config,
            Err(fault) => return vec![fault.to_string()],
        };
        let called: Vec<String> = config.net.peers;
        let expected: Vec<String> =
            self.services.keys().map(|name| format!("/dns4/{name}/tcp/7341")).collect();
        let missing = expected.iter().filter(|name| !called.contains(name));
        let unknown = called.iter().filter(|name| !expected.contains(name));
        missing
            .chain(unknown)
            .map(|name| format!("docker/bot.toml: {name} fits no service"))
            .collect()
    }
}

impl Service {
    /// What it runs.
    #[must_use]
    pub fn command(&self, image: &Image) -> Vec<String> {
        match self.list("command") {
            own if own.is_empty() => image.command(),
            own => image.command().into_iter().take(1).chain(own).collect(),
        }
    }

    /// What is set in its environment beside the image's own.
    #[must_use]
    pub fn environment(&self) -> BTreeMap<String, String> {
        let set = self.fields.get("environment").and_then(Yaml::as_hash).map(merged);
        let set = set.unwrap_or_default().into_iter();
        set.filter_map(|(name, value)| Some((name, value.as_str()?.to_owned()))).collect()
    }

    /// What lies where: (host, container).
    #[must_use]
    pub fn mounts(&self) -> Vec<(String, String)> {
        let rows = self.list("volumes");
        rows.iter()
            .filter_map(|row| {
                let mut parts = row.split(':');
                Some((parts.next()?.to_owned(), parts.next()?.to_owned()))
            })
            .collect()
    }

    fn list(&self, name: &str) -> Vec<String> {
        let rows = self.fields.get(name).and_then(Yaml::as_vec);
        rows.into_iter().flatten().filter_map(|row| row.as_str().map(str::to_owned)).collect()
    }

    fn sandbox_faults(&self, settings: &str) -> Vec<String> {
        let mut faults = Vec::new();
        if self.fields.get("read_only").and_then(Yaml::as_bool) != Some(true) {
            faults.push("its root can be written".to_owned());
        }
        if self.list("cap_drop") != ["ALL"] {
            faults.push("it keeps capabilities".to_owned());
        }
        if self.list("security_opt") != ["no-new-privileges:true"] {
            faults.push("it may gain privileges".to_owned());
        }
        let limit = self.fields.get("mem_limit").and_then(Yaml::as_str).unwrap_or_default();
        let limit: u32 = limit.strip_suffix('g').and_then(|n| n.parse().ok()).unwrap_or(0);
        let config = Config::parse(settings, "docker/bot.toml".as_ref()).unwrap_or_default();
        if limit * 1024 <= config.net.memory_mib_max {
            faults.push("it is killed before the node refuses connections for memory".to_owned());
        }
        faults
    }
}

/// A mapping by name, with what `<<` merges in.
fn merged(hash: &Hash) -> BTreeMap<String, Yaml> {
    let base = hash.get(&Yaml::String("<<".to_owned())).and_then(Yaml::as_hash);
    let mut all = base.map(merged).unwrap_or_default();
    for (name, value) in hash {
        if let Some(name) = name.as_str().filter(|name| *name != "<<") {
            all.insert(name.to_owned(), value.clone());
        }
    }
    all
}
