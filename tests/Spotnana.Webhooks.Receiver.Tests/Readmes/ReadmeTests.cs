using System.Diagnostics;
using System.Text.RegularExpressions;
using Spotnana.Webhooks.Receiver.Tests.Support;
using Spotnana.Webhooks.Settings;
using Spotnana.Webhooks.TestReadmes;
using Spotnana.Webhooks.TestSources;

namespace Spotnana.Webhooks.Receiver.Tests.Readmes;

/// <summary>The front door's commands do what it says, and whatever a README links to is there.</summary>
public sealed partial class ReadmeTests
{
    private const int MostLines = 200;

    public static TheoryData<string> Paths => [.. Readme.All];

    [Fact]
    public async Task The_openssl_and_curl_lines_pasted_into_a_shell_give_200()
    {
        var settings = new Dictionary<string, string?> { ["Subscriptions:spotnana:Secrets:0"] = Sandbox.Secret };
        using var receiver = new RunningReceiver(settings, environment: "Development");
        var lines = Readme.Read(Readme.Front).BlockAfter("<!-- The tests run these lines as they stand. -->", "sh");
        var script = lines.Replace("http://localhost:8080/", receiver.WebhooksUrl.ToString(), StringComparison.Ordinal);

        var output = await BashAsync(script);

        Assert.Matches("^\\{\"status\":\"accepted\",\"id\":\"msg_[0-9a-f]{16}\"\\}\n200\n$", output);
    }

    [Fact]
    public void The_front_door_is_short() =>
        Assert.InRange(File.ReadAllLines(Path.Combine(Repository.Root, Readme.Front)).Length, 50, MostLines);

    [Theory]
    [MemberData(nameof(Paths))]
    public void Each_link_into_the_repository_leads_somewhere(string path)
    {
        var readme = Readme.Read(path);

        var dead = Links(readme).Where(link => !LeadsSomewhere(readme, link));

        Assert.Empty(dead);
    }

    /// <summary>A package's README is read where its neighbours are not: it links only to headings of its own and to the web.</summary>
    [Theory]
    [MemberData(nameof(Paths))]
    public void A_package_links_to_no_file_of_the_repository(string path)
    {
        var folder = Path.Combine(Repository.Root, Path.GetDirectoryName(path)!);
        var isPacked = Directory.GetFiles(folder, "*.csproj").Any(project => Packed().IsMatch(File.ReadAllText(project)));

        var links = isPacked ? Links(Readme.Read(path)).Where(link => !link.StartsWith('#')) : [];

        Assert.Empty(links);
    }

    private static IEnumerable<string> Links(Readme readme) =>
        Link().Matches(CodeBlock().Replace(readme.Text, "")).Select(match => match.Groups[1].Value)
            .Where(link => !link.StartsWith("https://", StringComparison.Ordinal));

    private static bool LeadsSomewhere(Readme readme, string link)
    {
        var (file, anchor) = link.Split('#') is [var before, var behind] ? (before, behind) : (link, null);
        var target = file.Length == 0 ? readme.Path : Path.Combine(Path.GetDirectoryName(readme.Path)!, file);
        var path = Path.Combine(Repository.Root, target);
        if (anchor is null)
            return File.Exists(path) || Directory.Exists(path);
        return File.Exists(path) && Heading().Matches(Readme.Read(target).Text).Any(heading => AnchorOf(heading.Groups[1].Value) == anchor);
    }

    // As code hosts make anchors of headings.
    private static string AnchorOf(string heading) => NotInAnchors().Replace(heading.ToLowerInvariant(), "").Replace(' ', '-');

    private static async Task<string> BashAsync(string script)
    {
        var start = new ProcessStartInfo("bash", ["-eu", "-c", script]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var bash = Process.Start(start)!;
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        try
        {
            var errors = bash.StandardError.ReadToEndAsync(patience.Token);
            var output = await bash.StandardOutput.ReadToEndAsync(patience.Token);
            Assert.Empty(await errors);
            return output;
        }
        finally
        {
            if (!bash.HasExited)
                bash.Kill(entireProcessTree: true);
        }
    }

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("^```.*?^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex("^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchors();

    [GeneratedRegex("<(IsPackable|PackAsTool)>true</")]
    private static partial Regex Packed();
}
