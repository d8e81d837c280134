"""help_and_manual.py MAILLAGE - the help of every command and the manual page say the same:
every option of one is in the other, in both languages, and the help fits 80 columns."""
import re
import subprocess
import sys

MAILLAGE = sys.argv[1]
faults = []


def said(*args):
    done = subprocess.run([MAILLAGE, *args], capture_output=True, text=True, encoding="utf-8")
    if done.returncode or done.stderr:
        faults.append(f"{' '.join(args)}: status {done.returncode}: {done.stderr.strip()}")
    return done.stdout


def in_help(text):
    """Options that begin a line; those of examples stand deeper."""
    return re.findall(r"^  (?:-\w, )?(--[a-z0-9-]+)", text, re.M)


def in_manual(text):
    """{command: options} of a manual page."""
    sections = re.split(r'^\.SH "MAILLAGE (\w+)"\n', text, flags=re.M)
    plain = [re.sub(r"^\.SH .*", "", s, flags=re.M | re.S) for s in sections[2::2]]
    return {name: re.findall(r"^\.B (?:-\w, )?(--[a-z0-9-]+)", s.replace("\\-", "-"), re.M)
            for name, s in zip(sections[1::2], plain)}


for lang in "en", "fr":
    overview = said("--lang", lang, "help")
    commands = re.findall(r"^  ([a-z]+)  ", overview, re.M)
    manual = in_manual(said("--lang", lang, "help", "man"))
    if sorted(commands) != sorted(manual) or not commands:
        faults.append(f"{lang}: the overview has {commands}, the manual {list(manual)}")
    for command in commands:
        text = said(command, "--lang", lang, "--help")
        if text != said("--lang", lang, "help", command):
            faults.append(f"{lang}: help {command} and {command} --help differ")
        if in_help(text) != manual.get(command):
            faults.append(f"{lang}: {command}: help {in_help(text)}, manual {manual.get(command)}")
        if "--help" not in in_help(text) or len(re.findall("^      maillage", text, re.M)) < 2:
            faults.append(f"{lang}: {command}: --help or two examples are missing")
        faults += [f"{lang}: {command}: wider than 80 columns: {line}"
                   for line in text.splitlines() if len(line) > 80]
print("\n".join(faults) or f"{len(commands)} commands agree")
sys.exit(bool(faults))
