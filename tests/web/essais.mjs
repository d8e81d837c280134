/** Runs tests, each a name and what it does, one after the other; says each, and how many failed. */
export async function runAll(tests) {
    let failed = 0;
    for (const [name, run] of tests)
        try {
            await run();
            console.log(`ok   ${name}`);
        } catch (e) {
            failed++;
            console.log(`FAIL ${name}\n${e.errors?.map(String).slice(0, 5).join("\n") ?? ""}\n${e.stack}`);
        }
    console.log(failed ? `${failed} failed` : "all passed");
    process.exitCode = failed ? 1 : 0;
}
