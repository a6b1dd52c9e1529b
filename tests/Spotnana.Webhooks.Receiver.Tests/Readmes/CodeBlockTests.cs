using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Spotnana.Webhooks.TestReadmes;
using Spotnana.Webhooks.TestSources;

namespace Spotnana.Webhooks.Receiver.Tests.Readmes;

/// <summary>
/// Each C# block of each README compiles without a warning, as in a new web project. A block may use what its README shows elsewhere
/// (usings and classes), and <c>builder</c> and <c>app</c>.
/// </summary>
public sealed class CodeBlockTests
{
    // What a project of tests adds.
    private const string TestUsings = "global using Xunit;";

    // The declarations that a statement which stands alone takes as given.
    private static readonly (string Name, string Statement)[] _givens =
        [("builder", "var builder = WebApplication.CreateBuilder(args);"), ("app", "var app = WebApplication.Create(args);")];

    private static readonly Lazy<MetadataReference[]> _references = new(() =>
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(IsThereForUsers).Select(path => MetadataReference.CreateFromFile(path)),
    ]);

    public static TheoryData<string, int> Blocks
    {
        get
        {
            var blocks = new TheoryData<string, int>();
            foreach (var path in Readme.All)
            {
                for (var i = 0; i < Readme.Read(path).Blocks("csharp").Count; i++)
                    blocks.Add(path, i);
            }

            return blocks;
        }
    }

    [Theory]
    [MemberData(nameof(Blocks))]
    public void A_block_compiles(string path, int number)
    {
        var all = Readme.Read(path).Blocks("csharp").Select(Parse).ToArray();
        var block = all[number];
        var isProgram = block.Members.Any(member => member is GlobalStatementSyntax);
        var usings = all.SelectMany(other => other.Usings).Select(line => $"global {line.ToString().Trim()}");
        var own = TypesOf(block).Select(NameOf).ToHashSet();
        var others = all.SelectMany(TypesOf).Where(type => !own.Contains(NameOf(type))).DistinctBy(NameOf);
        var (standInUsings, standIns) = Readme.StandIns(all.SelectMany(TypesOf).Select(NameOf));
        string[] sources =
        [
            string.Join('\n', ImplicitUsings.Web.Split('\n').Append(TestUsings).Concat(usings).Distinct()),
            $"{(isProgram ? Givens(block) : "")}\n{string.Concat(block.Members.Select(member => member.ToFullString()))}",
            string.Concat(others.Select(type => type.ToFullString())),
            $"{string.Join('\n', standInUsings)}\n{standIns}",
        ];

        var kind = isProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary;
        var compilation = CSharpCompilation.Create(
            "Shown",
            sources.Select(source => CSharpSyntaxTree.ParseText(source)),
            _references.Value,
            new(kind, nullableContextOptions: NullableContextOptions.Enable));

        Assert.DoesNotContain(compilation.GetDiagnostics(), finding => finding.Severity >= DiagnosticSeverity.Warning);
    }

    private static CompilationUnitSyntax Parse(string text) => CSharpSyntaxTree.ParseText(text).GetCompilationUnitRoot();

    private static IEnumerable<BaseTypeDeclarationSyntax> TypesOf(CompilationUnitSyntax block) =>
        block.Members.OfType<BaseTypeDeclarationSyntax>();

    private static string NameOf(BaseTypeDeclarationSyntax type) => type.Identifier.Text;

    private static string Givens(CompilationUnitSyntax block)
    {
        var made = block.DescendantNodes().OfType<VariableDeclaratorSyntax>().Select(variable => variable.Identifier.Text).ToHashSet();
        var used = block.DescendantNodes().OfType<IdentifierNameSyntax>().Select(name => name.Identifier.Text).ToHashSet();
        var needed = _givens.Where(given => used.Contains(given.Name) && !made.Contains(given.Name));
        return string.Join('\n', needed.Select(given => given.Statement));
    }

    // The service and the tool are no packages to write code against.
    private static bool IsThereForUsers(string path) => Path.GetFileNameWithoutExtension(path) is var name
        && name != "spotnana-webhooks" && !name.StartsWith("Spotnana.Webhooks.Receiver", StringComparison.Ordinal);
}
