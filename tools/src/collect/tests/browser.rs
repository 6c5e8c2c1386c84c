//! A browser that tests type and click in: Chromium without a window, over the DevTools protocol.

use std::io::{BufRead, BufReader, Write};
use std::net::SocketAddr;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// A page in a browser that ends with its test.
pub(super) struct Browser {
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
    session: Option<String>,
    last: u64,
    _profile: tempfile::TempDir,
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Browser {
    /// Opens a page of the collector in a window of this size.
    pub(super) fn open(web: SocketAddr, hash: &str, width: u32, height: u32) -> Browser {
        let profile = tempfile::tempdir().unwrap();
        // Chromium reads commands from descriptor 3, and answers on 4.
        let mut child = Command::new("sh")
            .args([
                "-c",
                "exec \"$0\" \"$@\" 3<&0 4>&1 >/dev/null 2>&1",
                env!("CHROMIUM"),
            ])
            .args([
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
            ])
            .args([
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
            ])
            .arg("--remote-debugging-pipe")
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut browser = Browser {
            to: child.stdin.take().unwrap(),
            from: BufReader::new(child.stdout.take().unwrap()),
            child,
            session: None,
            last: 0,
            _profile: profile,
        };
        let target = browser.call("Target.createTarget", json!({"url": "about:blank"}));
        let target = &target["targetId"];
        let attached = json!({"targetId": target, "flatten": true});
        let attached = browser.call("Target.attachToTarget", attached);
        browser.session = Some(attached["sessionId"].as_str().unwrap().into());
        let size =
            json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
        browser.call("Emulation.setDeviceMetricsOverride", size);
        browser.call(
            "Page.navigate",
            json!({"url": format!("http://{web}/{hash}")}),
        );
        browser
    }

    /// Sends a command, and returns its result.
    fn call(&mut self, method: &str, params: Value) -> Value {
        self.last += 1;
        let mut command = json!({"id": self.last, "method": method, "params": params});
        if let Some(session) = &self.session {
            command["sessionId"] = session.as_str().into();
        }
        let mut octets = command.to_string().into_bytes();
        octets.push(0);
        self.to.write_all(&octets).unwrap();
        loop {
            let mut answer = Vec::new();
            self.from.read_until(0, &mut answer).unwrap();
            assert_eq!(answer.pop(), Some(0), "the browser has ended");
            let answer: Value = serde_json::from_slice(&answer).unwrap();
            if answer["id"] == self.last {
                assert!(answer["error"].is_null(), "{method}: {answer}");
                return answer["result"].clone();
            }
        }
    }

    /// Returns the value of an expression in the page.
    pub(super) fn value(&mut self, expression: &str) -> Value {
        let params = json!({"expression": expression, "returnByValue": true});
        let answer = self.call("Runtime.evaluate", params);
        assert!(
            answer["exceptionDetails"].is_null(),
            "{expression}: {answer}"
        );
        answer["result"]["value"].clone()
    }

    /// Waits until an expression is true.
    pub(super) fn wait(&mut self, expression: &str) {
        let end = Instant::now() + Duration::from_secs(30);
        // The page may not be there yet.
        while self.value(&format!(
            "!!(() => {{ try {{ return {expression} }} catch {{}} }})()"
        )) != true
        {
            if Instant::now() > end {
                panic!("{expression}: {}", self.value("document.body.innerText"));
            }
            thread::sleep(Duration::from_millis(50));
        }
    }

    /// Types a text where the cursor is.
    pub(super) fn types(&mut self, text: &str) {
        self.call("Input.insertText", json!({"text": text}));
    }

    /// Presses a key: Enter or Tab.
    pub(super) fn press(&mut self, key: &str) {
        let code = if key == "Enter" { 13 } else { 9 };
        for kind in ["keyDown", "keyUp"] {
            let mut event =
                json!({"type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code});
            if key == "Enter" && kind == "keyDown" {
                event["text"] = "\r".into();
            }
            self.call("Input.dispatchKeyEvent", event);
        }
    }

    /// Returns the texts of the cells of a table, by rows, without the first one.
    pub(super) fn rows(&mut self, table: &str) -> Vec<Vec<String>> {
        let expression = format!(
            "[...document.querySelector('{table}').rows].slice(1).map(row => [...row.cells].map(cell => cell.innerText.trim()))"
        );
        serde_json::from_value(self.value(&expression)).unwrap()
    }

    /// Returns whether nothing is wider than the window.
    pub(super) fn fits(&mut self) -> bool {
        self.value("document.documentElement.scrollWidth <= window.innerWidth") == true
    }
}
