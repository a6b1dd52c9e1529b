using System.Text.RegularExpressions;
using Spotnana.Webhooks.TestSources;

namespace Spotnana.Webhooks.Tests.Architecture;

/// <summary>What is built and released comes from where it says, in the version that it says.</summary>
public sealed partial class SupplyChainTests
{
    private static readonly string _workflows = Path.Combine(Repository.Root, ".github", "workflows");

    public static TheoryData<string> Workflows => [.. Directory.GetFiles(_workflows, "*.yml").Select(file => Path.GetFileName(file))];

    [Fact]
    public void Base_images_are_named_by_whole_versions()
    {
        var images = File.ReadLines(Path.Combine(Repository.Root, "Dockerfile"))
            .Where(line => line.StartsWith("FROM ", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(images);
        Assert.All(images, image => Assert.Matches(WholeVersion(), image));
    }

    [Theory]
    [MemberData(nameof(Workflows))]
    public void Every_action_is_named_by_a_commit_and_its_version(string workflow) => Assert.All(
        Lines(workflow).Where(line => line.Contains("uses:", StringComparison.Ordinal)
            && !line.Contains("uses: ./", StringComparison.Ordinal)),
        line => Assert.Matches(PinnedAction(), line));

    /// <summary>The name of a tag or a branch, put into a script by an expression, would run as a part of it.</summary>
    [Theory]
    [MemberData(nameof(Workflows))]
    public void No_script_has_an_expression_in_it(string workflow)
    {
        var text = File.ReadAllText(Path.Combine(_workflows, workflow));

        Assert.All(Scripts().Matches(text), script => Assert.DoesNotContain("${{", script.Value, StringComparison.Ordinal));
        Assert.DoesNotContain("github.ref_name", text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Workflows))]
    public void A_workflow_starts_without_any_right_and_keeps_no_token_in_the_clone(string workflow)
    {
        var lines = Lines(workflow);

        Assert.Contains("permissions: {}", lines);
        Assert.Equal(lines.Count(line => line.Contains("actions/checkout@", StringComparison.Ordinal)),
            lines.Count(line => line.Trim() == "persist-credentials: false"));
    }

    [Fact]
    public void A_release_is_tested_and_signed_and_gives_its_token_to_no_other_registry()
    {
        var release = File.ReadAllText(Path.Combine(_workflows, "release.yml"));

        Assert.Contains("uses: ./.github/workflows/ci.yml", release, StringComparison.Ordinal);
        Assert.Equal(2, NeedsTests().Count(release)); // the image, the packages
        Assert.Contains("cosign sign --yes", release, StringComparison.Ordinal);
        Assert.Contains("cosign sign-blob --yes", release, StringComparison.Ordinal);
        Assert.Contains("provenance: mode=max", release, StringComparison.Ordinal);
        Assert.Contains("attest-build-provenance@", release, StringComparison.Ordinal);
        Assert.DoesNotContain("secrets.GITHUB_TOKEN", release, StringComparison.Ordinal);
    }

    private static List<string> Lines(string workflow) => [.. File.ReadLines(Path.Combine(_workflows, workflow))];

    [GeneratedRegex(@":\d+\.\d+\.\d+(-[a-z-]+)?( AS \w+)?$")]
    private static partial Regex WholeVersion();

    [GeneratedRegex(@"uses: [\w-]+/[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")]
    private static partial Regex PinnedAction();

    [GeneratedRegex(@"^( *)(- )?run: .*\n(\1 {2,}.*\n|\n)*", RegexOptions.Multiline)]
    private static partial Regex Scripts();

    [GeneratedRegex(@"needs: \[version, test\]")]
    private static partial Regex NeedsTests();
}
