using System.Text.RegularExpressions;
using Spotnana.Webhooks.TestSources;
using Xunit.Abstractions;

namespace Spotnana.Webhooks.Tests.Architecture;

/// <summary>Who may know whom: the projects among each other, and the folders of each.</summary>
public sealed partial class ArchitectureTests(ITestOutputHelper output)
{
    private const string Library = "Spotnana.Webhooks";

    private static readonly string _source = Path.Combine(Repository.Root, "src");
    private static readonly Lazy<FolderArrows> _library = new(() => FolderArrows.Of(Path.Combine(_source, Library)));

    // What each folder of the library may know beside itself. The root's extension files know everybody.
    private static readonly Dictionary<string, string> _allowed = new()
    {
        ["Contract"] = "",
        ["Signing"] = "",
        ["Settings"] = "",
        ["Telemetry"] = "",
        ["Payloads/Reading"] = "Contract",
        ["Payloads/Parts"] = "Payloads/Reading",
        ["Payloads"] = "Contract Payloads/Parts Payloads/Reading",
        ["Payloads/Changes"] = "Contract",
        ["Inbox"] = "Contract",
        ["Inbox/Keeping"] = "Inbox Settings Telemetry",
        ["Inbox/Keeping/Auditing"] = "Inbox",
        ["Inbox/Management"] = "Contract Inbox Inbox/Keeping",
        ["Inbox/Erasing"] = "Contract Inbox Inbox/Keeping Inbox/Management",
        ["Inbox/Finding"] = "Contract Inbox Inbox/Erasing Inbox/Keeping Inbox/Management",
        ["Inbox/Transfer"] = "Contract Inbox Inbox/Management",
        ["Inbox/Stories"] = "Contract Inbox Inbox/Management",
        ["Inbox/Memory"] =
            "Contract Inbox Inbox/Erasing Inbox/Finding Inbox/Keeping Inbox/Keeping/Auditing Inbox/Management Inbox/Stories",
        ["Inbox/Hosting"] =
            "Inbox Inbox/Erasing Inbox/Finding Inbox/Keeping Inbox/Keeping/Auditing Inbox/Management Settings Telemetry",
        ["Intake/Subscriptions"] = "Contract Settings Signing",
        ["Intake"] = "Contract Inbox Inbox/Hosting Inbox/Management Intake/Subscriptions Settings Signing Telemetry",
        ["Intake/Tokens"] = "Intake Intake/Subscriptions Signing Telemetry",
        ["Dispatch"] = "Contract Payloads Inbox Inbox/Hosting Inbox/Management Inbox/Stories Settings Telemetry",
    };

    public static TheoryData<string> Parts => [.. _allowed.Keys];

    [Theory]
    [MemberData(nameof(Parts))]
    public void A_folder_of_the_library_knows_only_the_folders_below_it(string folder)
    {
        var wrong = _library.Value.All.Where(arrow => arrow.From == folder && !_allowed[folder].Split(' ').Contains(arrow.To));

        Assert.Empty(wrong);
    }

    [Fact]
    public void Every_folder_of_the_library_has_its_rule() =>
        Assert.Equal(
            _allowed.Keys.Append(FolderArrows.Root).Order(StringComparer.Ordinal), _library.Value.Folders.Order(StringComparer.Ordinal));

    /// <summary>Prints all arrows: <c>dotnet test … --filter No_folder_knows --logger "console;verbosity=detailed"</c>.</summary>
    [Theory]
    [InlineData(Library)]
    [InlineData("Spotnana.Webhooks.Sqlite", Library)]
    [InlineData("Spotnana.Webhooks.PostgreSql", Library)]
    [InlineData("Spotnana.Webhooks.Cli", Library, "Spotnana.Webhooks.PostgreSql", "Spotnana.Webhooks.Sqlite", "Spotnana.Webhooks.Testing")]
    [InlineData("Spotnana.Webhooks.Management", Library)]
    [InlineData(
        "Spotnana.Webhooks.Receiver",
        Library, "Spotnana.Webhooks.Management", "Spotnana.Webhooks.PostgreSql", "Spotnana.Webhooks.Sqlite")]
    public void No_folder_knows_one_that_knows_it(string project, params string[] references)
    {
        var arrows = project == Library
            ? _library.Value
            : FolderArrows.Of(Path.Combine(_source, project), references.Select(reference => Path.Combine(_source, reference)));

        foreach (var arrow in arrows.All)
            output.WriteLine($"{project}: {arrow}");
        Assert.True(arrows.All.Count >= arrows.Folders.Count, $"{arrows.All.Count} arrows were found in {project}: its sources are not being read.");
        Assert.Empty(arrows.Circles());
    }

    [Theory]
    [InlineData("Spotnana.Webhooks", "")]
    [InlineData("Spotnana.Webhooks.Sqlite", "Spotnana.Webhooks")]
    [InlineData("Spotnana.Webhooks.PostgreSql", "Spotnana.Webhooks")]
    [InlineData("Spotnana.Webhooks.Testing", "Spotnana.Webhooks")]
    [InlineData("Spotnana.Webhooks.Examples", "Spotnana.Webhooks")]
    [InlineData("Spotnana.Webhooks.Management", "Spotnana.Webhooks")]
    [InlineData(
        "Spotnana.Webhooks.Receiver",
        "Spotnana.Webhooks Spotnana.Webhooks.Management Spotnana.Webhooks.PostgreSql Spotnana.Webhooks.Sqlite")]
    [InlineData(
        "Spotnana.Webhooks.Cli", "Spotnana.Webhooks Spotnana.Webhooks.PostgreSql Spotnana.Webhooks.Sqlite Spotnana.Webhooks.Testing")]
    public void A_project_references_only_the_projects_below_it(string project, string allowed)
    {
        var text = File.ReadAllText(Path.Combine(_source, project, $"{project}.csproj"));

        var references = ProjectReference().Matches(text).Select(match => match.Groups[1].Value).Order();

        Assert.Equal(allowed.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(), references);
    }

    [Fact]
    public void The_library_needs_no_package() =>
        Assert.DoesNotContain(
            "<PackageReference", File.ReadAllText(Path.Combine(_source, Library, $"{Library}.csproj")), StringComparison.Ordinal);

    [Fact]
    public void The_library_names_no_engine_but_the_one_that_is_always_there_except_to_let_the_sections_of_others_pass()
    {
        var naming = Directory.GetFiles(Path.Combine(_source, Library), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && EngineName().IsMatch(File.ReadAllText(file)))
            .Select(Path.GetFileName);

        Assert.Equal(["EngineSections.cs"], naming);
    }

    [GeneratedRegex("<ProjectReference Include=\"[^\"]*/([^/\"]+)\\.csproj\"")]
    private static partial Regex ProjectReference();

    [GeneratedRegex("Sqlite|PostgreSql|Npgsql", RegexOptions.IgnoreCase)]
    private static partial Regex EngineName();
}
