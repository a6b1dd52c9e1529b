using System.Text.RegularExpressions;

namespace Spotnana.Webhooks.Tests;

/// <summary>Who may know whom. The folders of the library are its parts, and their namespaces tell who uses what.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly string _source = Path.Combine(RepositoryRoot(), "src");

    [Theory]
    [InlineData("Contract", "")]
    [InlineData("Signing", "")]
    [InlineData("Telemetry", "")]
    [InlineData("Inbox", "Contract Telemetry")]
    [InlineData("Intake", "Contract Signing Inbox Telemetry")]
    [InlineData("Dispatch", "Contract Inbox Telemetry")]
    public void A_part_of_the_library_knows_only_the_parts_below_it(string part, string allowed)
    {
        var files = Directory.GetFiles(Path.Combine(_source, "Spotnana.Webhooks", part), "*.cs", SearchOption.AllDirectories);
        Assert.NotEmpty(files);

        var wrong = files.SelectMany(file => PartName().Matches(File.ReadAllText(file)).Select(match => (File: Path.GetFileName(file), Knows: match.Groups[1].Value)))
            .Where(use => use.Knows != part && !allowed.Split(' ').Contains(use.Knows))
            .Distinct();

        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData("Spotnana.Webhooks", "")]
    [InlineData("Spotnana.Webhooks.Sqlite", "Spotnana.Webhooks")]
    [InlineData("Spotnana.Webhooks.PostgreSql", "Spotnana.Webhooks")]
    [InlineData("Spotnana.Webhooks.Receiver", "Spotnana.Webhooks Spotnana.Webhooks.PostgreSql Spotnana.Webhooks.Sqlite")]
    [InlineData("Spotnana.Webhooks.Cli", "Spotnana.Webhooks Spotnana.Webhooks.PostgreSql Spotnana.Webhooks.Sqlite")]
    public void A_project_references_only_the_projects_below_it(string project, string allowed)
    {
        var text = File.ReadAllText(Path.Combine(_source, project, $"{project}.csproj"));

        var references = ProjectReference().Matches(text).Select(match => match.Groups[1].Value).Order();

        Assert.Equal(allowed.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(), references);
    }

    [Fact]
    public void The_library_needs_no_package() =>
        Assert.DoesNotContain("<PackageReference", File.ReadAllText(Path.Combine(_source, "Spotnana.Webhooks", "Spotnana.Webhooks.csproj")), StringComparison.Ordinal);

    private static string RepositoryRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Spotnana.Webhooks.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("Spotnana.Webhooks.sln is in no folder above the tests.");
        return folder;
    }

    [GeneratedRegex(@"Spotnana\.Webhooks\.(Contract|Signing|Telemetry|Inbox|Intake|Dispatch)\b")]
    private static partial Regex PartName();

    [GeneratedRegex("<ProjectReference Include=\"[^\"]*/([^/\"]+)\\.csproj\"")]
    private static partial Regex ProjectReference();
}
