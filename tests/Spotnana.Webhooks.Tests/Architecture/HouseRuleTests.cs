using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Spotnana.Webhooks.TestSources;

namespace Spotnana.Webhooks.Tests.Architecture;

/// <summary>How the sources are laid out, where no analyzer says so.</summary>
public sealed class HouseRuleTests
{
    private const int LongestLine = 140;
    private const int LongestFile = 250;

    private static readonly string _root = Repository.Root;

    private static readonly string[] _projects =
    [
        .. Directory.GetFiles(_root, "*.csproj", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(_root, Path.GetDirectoryName(file)!).Replace('\\', '/')).Order(StringComparer.Ordinal),
    ];

    public static TheoryData<string> Projects => [.. _projects];

    /// <summary>Except for strings over several lines, such as SQL, and the templates of log lines.</summary>
    [Theory]
    [MemberData(nameof(Projects))]
    public void A_line_has_at_most_140_characters(string project)
    {
        var tooLong = Sources(project).SelectMany(LongLines).ToList();

        Assert.True(tooLong.Count == 0, string.Join('\n', tooLong));
    }

    [Fact]
    public void A_file_of_the_product_has_at_most_250_lines() => Assert.DoesNotContain(
        _projects.Where(project => project.StartsWith("src/", StringComparison.Ordinal)).SelectMany(Sources),
        file => File.ReadLines(file).Count() > LongestFile);

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_namespace_follows_its_folder(string project)
    {
        var wrong = Sources(project)
            .Select(file => (File: file,
                Namespace: File.ReadLines(file).FirstOrDefault(line => line.StartsWith("namespace ", StringComparison.Ordinal))))
            .Where(source => source.Namespace is not null && source.Namespace != $"namespace {NamespaceOf(project, source.File)};")
            .Select(source => $"{source.File}: {source.Namespace}");

        Assert.Empty(wrong);
    }

    /// <summary>The sources of a project, without those of a project in one of its folders.</summary>
    private static IEnumerable<string> Sources(string project) =>
        Directory.GetFiles(Path.Combine(_root, project), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(folder => folder is "obj" or "bin" or "node_modules")
                && _projects
                    .Where(other => file.StartsWith(Path.Combine(_root, other) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
                    .MaxBy(other => other.Length) == project);

    private static string NamespaceOf(string project, string file)
    {
        var folder = Path.GetDirectoryName(Path.GetRelativePath(Path.Combine(_root, project), file))!.Replace('\\', '/');
        return Path.GetFileNameWithoutExtension(Directory.GetFiles(Path.Combine(_root, project), "*.csproj").Single())
            + (folder.Length == 0 ? "" : $".{folder.Replace('/', '.')}");
    }

    private static IEnumerable<string> LongLines(string file)
    {
        var text = File.ReadAllText(file);
        if (text.Split('\n').All(line => line.Length <= LongestLine))
            yield break;

        var texts = CSharpSyntaxTree.ParseText(text, path: file).GetRoot().DescendantNodes()
            .Where(node => node.IsKind(SyntaxKind.InterpolatedStringExpression) || node.IsKind(SyntaxKind.StringLiteralExpression)
                || node.IsKind(SyntaxKind.Utf8StringLiteralExpression))
            .ToList();
        foreach (var (number, line) in text.Split('\n').Index())
        {
            if (line.Length > LongestLine && !texts.Exists(node => Excuses(node, number)))
                yield return $"{file}:{number + 1} ({line.Length})";
        }
    }

    /// <summary>
    /// Whether a string may make its line long: one over several lines, the template of a log line, or, in tests, one that would be worse
    /// for being cut in two.
    /// </summary>
    private static bool Excuses(SyntaxNode text, int line)
    {
        var span = text.GetLocation().GetLineSpan();
        var (first, last) = (span.StartLinePosition.Line, span.EndLinePosition.Line);
        if (line < first || line > last)
            return false;
        return first < last
            || (text.Span.Length > LongestLine - 60 && (text.SyntaxTree.FilePath.Contains("/tests/", StringComparison.Ordinal)
                || text.Ancestors().OfType<AttributeSyntax>().Any(attribute => attribute.Name.ToString() == "LoggerMessage")));
    }
}
