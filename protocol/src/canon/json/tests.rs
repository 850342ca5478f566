use proptest::prelude::*;

use super::*;

fn check(text: &str, expected: &str) {
    check_bytes(text.as_bytes(), expected);
}

fn check_bytes(bytes: &[u8], expected: &str) {
    let found = match read(bytes) {
        Ok(value) => value.to_string(),
        Err(error) => error.to_string(),
    };
    assert_eq!(found, expected, "for {:?}", String::from_utf8_lossy(bytes));
}

#[test]
fn reads_values_in_their_own_order() {
    check(" null\n", "null");
    check("[true , false]", "[true,false]");
    check(r#" { "b" : 1 , "a" : [ ] , "" : { } } "#, r#"{"b":1,"a":[],"":{}}"#);
    check("\"\\u0041\\n\\/\u{7f}é😀\"", "\"A\\n/\u{7f}é😀\"");
    check(r#""\ud83d\uDE00\u0000""#, "\"😀\\u0000\"");
}

#[test]
fn collects_each_name_once_where_it_first_stood() {
    let collected = |names: &str| {
        let members = (0_u32..).zip(names.chars()).map(|(at, name)| (name.to_string(), at));
        Value::Object(members.collect()).to_string()
    };
    assert_eq!(collected(""), "{}");
    assert_eq!(collected("cab"), r#"{"c":0,"a":1,"b":2}"#);
    assert_eq!(collected("abacab"), r#"{"a":4,"b":5,"c":3}"#);
    let many: Object = (0_u32..100_000).map(|at| (at.to_string(), at)).collect();
    assert_eq!(many.len(), 100_000);
}

#[test]
fn refuses_what_two_readers_could_read_differently() {
    check(r#"{"a":1,"a":1}"#, r#"the member "a" is there twice (line 1, column 8)"#);
    check(r#"{"a":1,"\u0061":1}"#, r#"the member "a" is there twice (line 1, column 8)"#);
    check(r#"{"x":{"a":1,"a":1}}"#, r#"the member "a" is there twice (line 1, column 13, in /x)"#);
    check(r#"["\ud800"]"#, "half a surrogate pair: \\ud800 (line 1, column 3, in /0)");
    check(r#"["\udc00"]"#, "half a surrogate pair: \\udc00 (line 1, column 3, in /0)");
    check(r#"["\ud800\u0041"]"#, "half a surrogate pair: \\ud800 (line 1, column 3, in /0)");
    check(r#"["\ud800\ud800"]"#, "half a surrogate pair: \\ud800 (line 1, column 3, in /0)");
    check("\u{feff}{}", "begins with a byte order mark (line 1, column 1)");
    check_bytes(b"[\"\xff\"]", "not UTF-8 (line 1, column 3)");
    check_bytes(b"[\"\xed\xa0\x80\"]", "not UTF-8 (line 1, column 3)");
    check("{} {}", "something follows after the end of the value (line 1, column 4)");
    check("1 2", "something follows after the end of the value (line 1, column 3)");
}

#[test]
fn finds_the_many_members_that_repeat() {
    let many = |last: &str| {
        let members: Vec<String> = (0..200).map(|number| format!("\"m{number}\":0")).collect();
        format!("{{{},\"{last}\":0}}", members.join(","))
    };
    assert!(read(many("m200").as_bytes()).is_ok());
    for twice in ["m0", "m22", "m23", "m24", "m199"] {
        let error = read(many(twice).as_bytes()).unwrap_err();
        assert_eq!(error.what, JsonFault::Duplicate { name: twice.to_owned() });
    }
}

#[test]
fn numbers_are_those_all_readers_agree_on() {
    check("[0,-0,-1,1.50,1E3,1e-2]", "[0,0,-1,1.5,1000,0.01]");
    check("9007199254740991", "9007199254740991");
    check("-9007199254740991", "-9007199254740991");
    let beyond = "the whole number is beyond ±9007199254740991 (line 1, column 1)";
    check("9007199254740992", beyond);
    check("-9007199254740992", beyond);
    check("99999999999999999999999999", beyond);
    check("99999999999999999999999999.0", "1e+26");
    check("9007199254740992.0", beyond);
    check("1e20", beyond);
    check("1e21", "1e+21");
    check(&"9".repeat(400), beyond);
    check("1e308", "1e+308");
    check("1e309", "the number is beyond the range of a double (line 1, column 1)");
    check("-1e309", "the number is beyond the range of a double (line 1, column 1)");
    check("01", "something follows after the end of the value (line 1, column 2)");
    check("-", "the text ends in the middle, a digit expected (line 1, column 2)");
    check("1.", "the text ends in the middle, a digit expected (line 1, column 3)");
    check("1e+", "the text ends in the middle, a digit expected (line 1, column 4)");
    check(".5", "found '.' where a value was expected (line 1, column 1)");
    check("+1", "found '+' where a value was expected (line 1, column 1)");
    check("NaN", "found 'N' where a value was expected (line 1, column 1)");
}

#[test]
fn names_the_place_of_what_is_malformed() {
    check("", "the text ends in the middle, a value expected (line 1, column 1)");
    check(
        "{\n  \"é\": [1, x]\n}",
        "found 'x' where a value was expected (line 2, column 12, in /é/1)",
    );
    check(
        r#"{"a/b~":tru"#,
        "the text ends in the middle, true expected (line 1, column 12, in /a~1b~0)",
    );
    check("[1,]", "found ']' where a value was expected (line 1, column 4, in /1)");
    check(
        "[1 2]",
        "found '2' where a comma or the end of the array was expected (line 1, column 4)",
    );
    check("{\"a\":1,}", "found '}' where a member name was expected (line 1, column 8)");
    check("{\"a\" 1}", "found '1' where a colon was expected (line 1, column 6, in /a)");
    check("{a:1}", "found 'a' where a member name was expected (line 1, column 2)");
    check("'a'", "found '\\'' where a value was expected (line 1, column 1)");
    check("\"a", "the text ends in the middle, the end of the string expected (line 1, column 3)");
    check("\"a\nb\"", "control character 0x0a in a string without an escape (line 1, column 3)");
    check("\"\\x\"", "found 'x' where an escape was expected (line 1, column 3)");
    check("\"\\u12g4\"", "found 'g' where four hexadecimal digits was expected (line 1, column 6)");
    check("// no\n1", "found '/' where a value was expected (line 1, column 1)");
    check("\u{a0}1", "found '\\u{a0}' where a value was expected (line 1, column 1)");
}

#[test]
fn stays_within_its_limits() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(read(nested(32).as_bytes()).is_ok());
    let error = read(nested(33).as_bytes()).unwrap_err();
    assert_eq!((error.at, error.what), (32, JsonFault::TooDeep { max: 32 }));
    assert_eq!(
        read("{\"a\":".repeat(500_000).as_bytes()).unwrap_err().what,
        JsonFault::TooLong { found: 2_500_000, max: 1_048_576 }
    );
    assert_eq!(
        read("{\"a\":".repeat(5000).as_bytes()).unwrap_err().what,
        JsonFault::TooDeep { max: 32 }
    );
    // The list itself is a value as well.
    let many = |count: usize| format!("[{}0]", "0,".repeat(count - 2));
    assert!(read(many(131_072).as_bytes()).is_ok());
    assert_eq!(
        read(many(131_073).as_bytes()).unwrap_err().what,
        JsonFault::TooMany { max: 131_072 }
    );
    let limits = Limits { bytes_max: 8 * 131_073, ..Limits::default() };
    assert!(read_with(many(131_073).as_bytes(), limits).is_ok());
    let long = |bytes: usize| format!("\"{}\"", "a".repeat(bytes - 2));
    assert!(read(long(1_048_576).as_bytes()).is_ok());
    assert_eq!(
        read(long(1_048_577).as_bytes()).unwrap_err().what,
        JsonFault::TooLong { found: 1_048_577, max: 1_048_576 }
    );
}

#[test]
fn whole_numbers_are_told_exactly() {
    let number = |text: &str| read(text.as_bytes()).unwrap().as_number().unwrap();
    assert_eq!((number("5").as_u64(), number("5").as_i64()), (Some(5), Some(5)));
    assert_eq!((number("-5").as_u64(), number("-5").as_i64()), (None, Some(-5)));
    assert_eq!((number("5.5").as_u64(), number("1e300").as_i64()), (None, None));
    assert_eq!(number("9007199254740991").as_u64(), Some(9_007_199_254_740_991));
    assert_eq!(Number::new(9_007_199_254_740_992.0).unwrap().as_u64(), None);
    assert_eq!(Number::from_u64(1 << 53), None);
    assert_eq!(Number::new(f64::INFINITY), None);
    assert_eq!(Number::new(f64::NAN), None);
}

#[test]
fn objects_keep_their_order_when_changed() {
    let mut value =
        Value::object([("b", Value::from(1_u32)), ("a", "x".into()), ("c", true.into())]);
    let object = value.as_object_mut().unwrap();
    assert_eq!(object.insert("a", Value::Null), Some("x".into()));
    assert_eq!(object.insert("d", ["y"]), None);
    assert_eq!(object.remove("b"), Some(1_u32.into()));
    assert_eq!(object.remove("b"), None);
    assert_eq!(value.to_string(), r#"{"a":null,"c":true,"d":["y"]}"#);
    assert_eq!(value.at(&["d", "0"]).and_then(Value::as_str), Some("y"));
    assert_eq!(value.at(&["d", "1"]), None);
    assert_eq!(value.at(&["c", "0"]), None);
    assert_eq!(value.get("d").map(Value::as_list).map(<[_]>::len), Some(1));
}

#[test]
fn crosses_serde_unchanged() {
    let text = r#"{"b":[1,-2,0.5,null,true],"a":{"é":"\n"}}"#;
    let value = read(text.as_bytes()).unwrap();
    assert_eq!(serde_json::to_string(&value).unwrap(), text);
    assert_eq!(serde_json::from_str::<Value>(text).unwrap(), value);
    assert!(serde_json::from_str::<Value>(r#"{"a":1,"a":2}"#).is_err());
    assert!(serde_json::from_str::<Value>("9007199254740992").is_err());
    assert!(serde_json::from_str::<Value>("1e20").is_err());
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(serde_json::from_str::<Value>(&nested(32)).is_ok());
    for deep in [nested(33), "{\"a\":".repeat(33) + "1" + &"}".repeat(33)] {
        let error = serde_json::from_str::<Value>(&deep).unwrap_err().to_string();
        assert!(error.starts_with("nested deeper than 32"), "{error}");
    }
}

/// Any value that can be written.
fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i32>().prop_map(Value::from),
        any::<f64>()
            .prop_filter_map("finite", Number::new)
            .prop_filter("fits I-JSON", |number| {
                number.as_f64().fract() != 0.0
                    || number.as_i64().is_some()
                    || number.as_f64().abs() >= 1e21
            })
            .prop_map(Value::Number),
        any::<String>().prop_map(Value::String),
    ];
    leaf.prop_recursive(5, 60, 8, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..8).prop_map(Value::Array),
            proptest::collection::vec((any::<String>(), inner), 0..8).prop_map(Value::object),
        ]
    })
}

proptest! {
    #[test]
    fn what_is_written_reads_back(value in any_value()) {
        prop_assert_eq!(read(&value.to_bytes()), Ok(value.clone()));
        let canonical = crate::canon::jcs::canonicalize(&value);
        let again = read(&canonical).unwrap();
        prop_assert_eq!(crate::canon::jcs::canonicalize(&again), canonical);
    }

    #[test]
    fn agrees_with_another_reader(text in r#"[\[\]{}:,"0-9a-e.\\nu +-]{0,24}"#) {
        let other = serde_json::from_str::<serde_json::Value>(&text);
        match read(text.as_bytes()) {
            // `0e0` is a whole number here and none there: the values are compared, not their spelling.
            Ok(value) => prop_assert_eq!(Ok(value), read(other.unwrap().to_string().as_bytes())),
            // The other reader lets pass what only the strict one refuses.
            Err(error) => {
                let strict =
                    matches!(error.what, JsonFault::Duplicate { .. } | JsonFault::IntegerTooLarge);
                prop_assert!(strict || other.is_err(), "{} in {text}", error.what);
            }
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused_with_a_place(bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
        if let Err(error) = read(&bytes) {
            prop_assert!(error.at <= bytes.len());
            prop_assert!(error.line >= 1 && error.column >= 1);
        }
    }

    #[test]
    fn the_plain_run_ends_at_the_first_special_byte(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
        let special = |byte: &u8| *byte < 0x20 || *byte == b'"' || *byte == b'\\';
        let expected = bytes.iter().position(special).unwrap_or(bytes.len());
        prop_assert_eq!(read::plain_run(&bytes), expected);
    }
}
