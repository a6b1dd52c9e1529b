using System.Text.Json;
using Spotnana.Webhooks.Cli.Tests.Support;

namespace Spotnana.Webhooks.Cli.Tests.Certification;

/// <summary>The output of <c>certify --json</c> about a receiver.</summary>
internal sealed record CertifiedRun(ToolRun Run, JsonElement Json)
{
    public int ExitCode => Run.ExitCode;

    public string[] Failed => Ids("fail");

    public string[] CannotTell => Ids("cannot-tell");

    public static async Task<CertifiedRun> OfAsync(string url, params string[] args)
    {
        var run = await ToolRun.OnRealClock(["certify", "--url", url, "--json", .. args]);
        return new CertifiedRun(run, JsonDocument.Parse(Assert.Single(run.Lines)).RootElement);
    }

    public JsonElement Check(string id) =>
        Json.GetProperty("checks").EnumerateArray().Single(check => check.GetProperty("id").GetString() == id);

    private string[] Ids(string verdict) =>
        [.. Json.GetProperty("checks")
            .EnumerateArray()
            .Where(check => check.GetProperty("verdict").GetString() == verdict)
            .Select(check => check.GetProperty("id").GetString()!)];
}
