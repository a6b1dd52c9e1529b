using Spotnana.Webhooks.TestSources;

namespace Spotnana.Webhooks.TestReadmes;

/// <summary>A README of this repository and what it shows.</summary>
/// <param name="Path">Relative to the repository's root.</param>
/// <param name="Text">All of it.</param>
internal sealed record Readme(string Path, string Text)
{
    public const string Handlers = "src/Spotnana.Webhooks/README.md";
    public const string Receiver = "src/Spotnana.Webhooks.Receiver/README.md";
    public const string PostgreSql = "src/Spotnana.Webhooks.PostgreSql/README.md";

    private const string Name = "README.md";
    private const string Fence = "```";

    /// <summary>The front door: the one at the root.</summary>
    public const string Front = Name;

    private const string Examples = "src/Spotnana.Webhooks.Examples";
    private const string Using = "using ";

    /// <summary>The one at the root and the one beside each project under <c>src</c>.</summary>
    public static IEnumerable<string> All => Directory.GetDirectories(System.IO.Path.Combine(Repository.Root, "src"))
        .Select(project => $"src/{System.IO.Path.GetFileName(project)}/{Name}")
        .Where(path => File.Exists(System.IO.Path.Combine(Repository.Root, path)))
        .Order(StringComparer.Ordinal).Prepend(Front);

    public static Readme Read(string path) => new(path, File.ReadAllText(System.IO.Path.Combine(Repository.Root, path)));

    /// <summary>
    /// What the examples take as given, for the compiler: the types of the project of examples, but for those that a README declares
    /// itself. Each stands in the file of its name.
    /// </summary>
    /// <param name="declared">The names of those.</param>
    public static (IReadOnlyList<string> Usings, string Types) StandIns(IEnumerable<string> declared)
    {
        var lines = Directory.GetFiles(System.IO.Path.Combine(Repository.Root, Examples), "*.cs", SearchOption.AllDirectories)
            .Where(file => System.IO.Path.GetRelativePath(Repository.Root, file).Split('/').Length == 4) // not what is built
            .Where(file => !declared.Contains(System.IO.Path.GetFileNameWithoutExtension(file)))
            .SelectMany(File.ReadLines).Where(line => !line.StartsWith("namespace ", StringComparison.Ordinal))
            .ToLookup(line => line.StartsWith(Using, StringComparison.Ordinal));
        return ([.. lines[true].Distinct()], string.Join('\n', lines[false]));
    }

    /// <summary>Its code blocks of a language, in their order.</summary>
    public IReadOnlyList<string> Blocks(string language) => [.. Text.Split($"\n{Fence}{language}\n")[1..].Select(UpToFence)];

    /// <summary>The first code block of a language behind some text.</summary>
    public string BlockAfter(string marker, string language) =>
        new Readme(Path, Text[Text.IndexOf(marker, StringComparison.Ordinal)..]).Blocks(language)[0];

    /// <summary>The rows of all tables whose first column has this head, cell by cell. A bar inside a cell is written <c>\|</c>.</summary>
    public IReadOnlyList<string[]> Rows(string head)
    {
        var rows = new List<string[]>();
        var isInside = false;
        foreach (var line in Text.Split('\n'))
        {
            if (line.StartsWith($"| {head} |", StringComparison.Ordinal))
                isInside = true;
            else if (!line.StartsWith('|'))
                isInside = false;
            else if (isInside && !line.StartsWith("|--", StringComparison.Ordinal))
                rows.Add([.. CellsOf(line)]);
        }

        return rows;
    }

    private static IEnumerable<string> CellsOf(string row) =>
        row.Replace("\\|", "\0", StringComparison.Ordinal).Trim('|').Split('|').Select(cell => cell.Replace('\0', '|').Trim());

    private static string UpToFence(string text) => text[..(text.IndexOf($"\n{Fence}", StringComparison.Ordinal) + 1)];
}
