using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Spotnana.Webhooks.TestSources;

namespace Spotnana.Webhooks.Tests.Architecture;

/// <summary>
/// The arrows between the folders of a project: a folder whose code or documentation names a type of another, or a member of it, has an
/// arrow to it. The compiler reads them, so that types count, not the text of a using. The root is the folder <c>(root)</c>.
/// </summary>
internal sealed class FolderArrows
{
    public const string Root = "(root)";

    private static readonly CSharpParseOptions _options = new(LanguageVersion.Latest, DocumentationMode.Diagnose);

    private FolderArrows(IReadOnlyCollection<string> folders, IReadOnlyCollection<Arrow> all) => (Folders, All) = (folders, all);

    public IReadOnlyCollection<string> Folders { get; }

    /// <summary>One for each pair of folders, with an example.</summary>
    public IReadOnlyCollection<Arrow> All { get; }

    /// <summary>Reads the sources of a project.</summary>
    /// <param name="project">Its folder.</param>
    /// <param name="others">The folders of projects that it references: their types are known, and are no arrows.</param>
    public static FolderArrows Of(string project, params IEnumerable<string> others) => Of(Sources(project), others.SelectMany(Sources));

    /// <inheritdoc cref="Of(string, IEnumerable{string})"/>
    /// <param name="sources">Paths below the project, and texts.</param>
    /// <param name="others">Further sources.</param>
    public static FolderArrows Of(IEnumerable<(string Path, string Text)> sources, IEnumerable<(string Path, string Text)>? others = null)
    {
        var folders = sources.ToDictionary(source => CSharpSyntaxTree.ParseText(source.Text, _options), source => FolderOf(source.Path));
        var known = (others ?? []).Select(source => CSharpSyntaxTree.ParseText(source.Text, _options));
        var platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith("Spotnana.", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create(
            "sources", [.. folders.Keys, .. known, CSharpSyntaxTree.ParseText(ImplicitUsings.Web, _options)], platform,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));

        var arrows = folders.SelectMany(source => Uses(compilation.GetSemanticModel(source.Key))
            .SelectMany(type => type.DeclaringSyntaxReferences.Take(1)
                .Select(declared => (Type: type, Folder: folders.GetValueOrDefault(declared.SyntaxTree))))
            .Where(use => use.Folder is not null && use.Folder != source.Value)
            .Select(use => new Arrow(source.Value, use.Folder!, $"{FirstTypeOf(source.Key)} names {use.Type.Name}")));
        return new FolderArrows(
            [.. folders.Values.Distinct().Order(StringComparer.Ordinal)],
            [.. arrows.DistinctBy(arrow => (arrow.From, arrow.To)).OrderBy(arrow => arrow.From, StringComparer.Ordinal)]);
    }

    /// <summary>A way that leads back to where it began, such as <c>A → B → A</c>, for each folder that has one.</summary>
    public IReadOnlyList<string> Circles() => [.. Folders.Select(WayBack).OfType<string>()];

    private static IEnumerable<(string Path, string Text)> Sources(string project) =>
        Directory.GetFiles(project, "*.cs", SearchOption.AllDirectories)
            .Select(file => (Path: Path.GetRelativePath(project, file).Replace('\\', '/'), File: file))
            .Where(file => file.Path.Split('/')[0] is not ("obj" or "bin"))
            .Select(file => (file.Path, File.ReadAllText(file.File)));

    private static string? FirstTypeOf(SyntaxTree source) =>
        source.GetRoot().DescendantNodes().OfType<BaseTypeDeclarationSyntax>().FirstOrDefault()?.Identifier.Text;

    private static string FolderOf(string path) => Path.GetDirectoryName(path) is { Length: > 0 } folder ? folder.Replace('\\', '/') : Root;

    private static IEnumerable<INamedTypeSymbol> Uses(SemanticModel model) =>
        model.SyntaxTree.GetRoot().DescendantNodes(descendIntoTrivia: true)
            .OfType<SimpleNameSyntax>()
            .Select(name => model.GetSymbolInfo(name))
            .Select(info => info.Symbol ?? info.CandidateSymbols.FirstOrDefault())
            .Select(symbol => symbol as INamedTypeSymbol ?? symbol?.ContainingType)
            .OfType<INamedTypeSymbol>()
            .Select(type => type.OriginalDefinition)
            .Distinct<INamedTypeSymbol>(SymbolEqualityComparer.Default);

    private string? WayBack(string folder)
    {
        var ways = new Queue<string[]>([[folder]]);
        var seen = new HashSet<string>();
        while (ways.TryDequeue(out var way))
        {
            foreach (var next in All.Where(arrow => arrow.From == way[^1]).Select(arrow => arrow.To))
            {
                if (next == folder)
                    return string.Join(" → ", [.. way, folder]);
                if (seen.Add(next))
                    ways.Enqueue([.. way, next]);
            }
        }

        return null;
    }
}

/// <param name="From">The folder that knows.</param>
/// <param name="To">The folder that is known.</param>
/// <param name="Example">A type that does, and the type that it names.</param>
internal sealed record Arrow(string From, string To, string Example)
{
    public override string ToString() => $"{From} → {To} ({Example})";
}
