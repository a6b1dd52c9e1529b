using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Spotnana.Webhooks.TestReadmes;
using Spotnana.Webhooks.TestSources;

namespace Spotnana.Webhooks.Examples.Tests;

/// <summary>The library's README shows the examples as they are tested.</summary>
public sealed class ReadmeTests
{
    [Theory]
    [InlineData("## Example: a ledger", "Accounting/Ledger.cs")]
    [InlineData("## Example: duty of care", "DutyOfCare/Whereabouts.cs")]
    [InlineData("## Example: a directory", "People/DirectorySync.cs")]
    public void It_shows_an_example_s_code(string heading, string file)
    {
        var shown = Readme.Read(Readme.Handlers).BlockAfter(heading, "csharp");
        var tested = File.ReadAllText(Path.Combine(Repository.Root, "src/Spotnana.Webhooks.Examples", file));

        var expected = tested[tested.IndexOf("public sealed class", StringComparison.Ordinal)..]
            .Replace("    /// <inheritdoc/>\n", "", StringComparison.Ordinal)
            .Replace("public sealed class", "sealed class", StringComparison.Ordinal);
        Assert.Equal(expected, shown);
    }

    [Fact]
    public void The_ledger_s_handler_has_at_most_15_lines()
    {
        var file = Path.Combine(Repository.Root, "src/Spotnana.Webhooks.Examples/Accounting/Ledger.cs");
        var handler = CSharpSyntaxTree.ParseText(File.ReadAllText(file)).GetRoot().DescendantNodes()
            .OfType<MethodDeclarationSyntax>().Single();

        // Of code: without its signature, braces, comments and empty lines.
        var lines = handler.Body!.ToString().Split('\n').Select(line => line.Trim())
            .Where(line => line.Length > 1 && !line.StartsWith("//", StringComparison.Ordinal));

        Assert.InRange(lines.Count(), 1, 15);
    }
}
