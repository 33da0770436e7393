// SPDX-License-Identifier: Apache-2.0
//! Just enough of Rust's syntax for the rules: what is code, and where functions begin and end.

use std::{iter::Peekable, str::Chars};

/// A function of a Rust file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Function {
    /// Its name.
    pub name: String,
    /// Its first line, from 1.
    pub line: usize,
    /// Its lines, from the one with `fn` to the one with the closing brace.
    pub lines: usize,
}

/// `text` with comments and the contents of literals blanked out: what remains is code, on the lines
/// on which it was.
#[must_use]
pub fn code_of(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    let mut before = ' ';
    while let Some(next) = rest.next() {
        match (next, rest.peek().copied()) {
            ('/', Some('/')) => skip_line_comment(&mut rest),
            ('/', Some('*')) => skip_block_comment(&mut rest, &mut code),
            ('"', _) => skip_string(&mut rest, &mut code),
            ('r', Some('"' | '#')) if !is_identifier(before) || before == 'b' => {
                skip_raw_string(&mut rest, &mut code);
            }
            ('\'', _) => skip_character(&mut rest, &mut code),
            _ => code.push(next),
        }
        before = next;
    }
    code
}

/// Whether `character` may be part of a name.
#[must_use]
pub fn is_identifier(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

fn skip_line_comment(rest: &mut Peekable<Chars<'_>>) {
    while rest.next_if(|next| *next != '\n').is_some() {}
}

fn skip_block_comment(rest: &mut Peekable<Chars<'_>>, code: &mut String) {
    rest.next();
    let mut depth = 1;
    while depth > 0 {
        match (rest.next(), rest.peek().copied()) {
            (Some('/'), Some('*')) => {
                rest.next();
                depth += 1;
            }
            (Some('*'), Some('/')) => {
                rest.next();
                depth -= 1;
            }
            (Some('\n'), _) => code.push('\n'),
            (Some(_), _) => {}
            (None, _) => return,
        }
    }
}

fn skip_string(rest: &mut Peekable<Chars<'_>>, code: &mut String) {
    code.push_str("\"\"");
    while let Some(next) = rest.next() {
        match next {
            '"' => return,
            // An escape; a line may end in one.
            '\\' => code.extend(rest.next().filter(|escaped| *escaped == '\n')),
            '\n' => code.push('\n'),
            _ => {}
        }
    }
}

/// After the `r` of `r"…"` or `r#"…"#`; a raw identifier such as `r#type` is left as it is.
fn skip_raw_string(rest: &mut Peekable<Chars<'_>>, code: &mut String) {
    let mut hashes = 0;
    while rest.next_if_eq(&'#').is_some() {
        hashes += 1;
    }
    if rest.next_if_eq(&'"').is_none() {
        code.push('r');
        return;
    }
    code.push_str("\"\"");
    while let Some(next) = rest.next() {
        if next == '\n' {
            code.push('\n');
        }
        if next == '"' && (0..hashes).all(|_| rest.next_if_eq(&'#').is_some()) {
            return;
        }
    }
}

/// After a `'`: a character is skipped, a lifetime is left as it is.
fn skip_character(rest: &mut Peekable<Chars<'_>>, code: &mut String) {
    let mut ahead = rest.clone();
    let is_escape = ahead.next() == Some('\\');
    if !is_escape && ahead.next() != Some('\'') {
        code.push('\'');
        return;
    }
    code.push_str("''");
    rest.next();
    if is_escape {
        rest.next();
    }
    while rest.next().is_some_and(|next| next != '\'') {}
}

/// The functions of a file that have a body, in order.
#[must_use]
pub fn functions_of(text: &str) -> Vec<Function> {
    let code = code_of(text);
    let lines = code.lines().collect::<Vec<_>>();
    let mut functions = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let Some(name) = name_of_function(line) else { continue };
        let Some(length) = lines.get(index..).and_then(length_of_function) else { continue };
        functions.push(Function { name, line: index + 1, lines: length });
    }
    functions
}

/// The name of the function that `line` begins.
fn name_of_function(line: &str) -> Option<String> {
    let mut rest = line.trim_start();
    if let Some(after) = rest.strip_prefix("pub") {
        rest = match after.strip_prefix('(') {
            Some(scope) => scope.split_once(')')?.1,
            None => after,
        }
        .trim_start();
    }
    for qualifier in ["const ", "async ", "unsafe "] {
        rest = rest.strip_prefix(qualifier).unwrap_or(rest).trim_start();
    }
    let name = rest.strip_prefix("fn ")?;
    Some(name.chars().take_while(|next| is_identifier(*next)).collect())
}

/// How many lines the function takes that begins on the first of `lines`; `None` if it has no body.
fn length_of_function(lines: &[&str]) -> Option<usize> {
    let (mut braces, mut brackets) = (0_usize, 0_usize);
    for (index, line) in lines.iter().enumerate() {
        for character in line.chars() {
            match character {
                '(' | '[' => brackets += 1,
                ')' | ']' => brackets = brackets.saturating_sub(1),
                ';' if braces == 0 && brackets == 0 => return None,
                '{' => braces += 1,
                '}' => {
                    braces = braces.saturating_sub(1);
                    if braces == 0 && brackets == 0 {
                        return Some(index + 1);
                    }
                }
                _ => {}
            }
        }
    }
    None
}
