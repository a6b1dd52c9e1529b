using System.Text;
using Spotnana.Webhooks.Cli.Tests.Support;

namespace Spotnana.Webhooks.Cli.Tests.Commands.Transfer;

/// <summary>A file that is not just as it was written is refused before anything of it is stored.</summary>
public sealed class BadFileTests
{
    public static TheoryData<string, Func<string[], string>, string> Damages => new()
    {
        { "without its last line", lines => Joined(lines[..^1]), "cut off" },
        { "cut within a line", lines => Joined(lines)[..^30], "cut off" },
        { "without a delivery", lines => Joined([.. lines[..5], .. lines[6..]]), "changed or damaged" },
        {
            "with two deliveries in another order", lines => Joined([.. lines[..5], lines[6], lines[5], .. lines[7..]]),
            "is not one that can follow"
        },
        { "with something behind its end", lines => Joined([.. lines, lines[5]]), "goes on after its last line, at line 64" },
        { "with a rest behind its end", lines => Joined(lines) + "x", "goes on after its last line" },
        {
            "with another body", lines => With(lines, 5, line => Swap(line, "\"body\":\"ey", "\"body\":\"ez")),
            "line 6 is damaged: of delivery msg_4, its body is not the one that was signed"
        },
        { "with another state", lines => With(lines, 30, line => Swap(line, "\"attempts\":0", "\"attempts\":7")), "changed or damaged" },
        { "with another pause", lines => With(lines, lines.Length - 2, line => Swap(line, "mail", "male")), "changed or damaged" },
        {
            "with what no release knows", lines => With(lines, 5, line => Swap(line, "\"sequence\"", "\"consequence\":1,\"sequence\"")),
            "line 6 cannot be read"
        },
        { "with a line of another file", lines => With(lines, 5, _ => "{}"), "line 6 does not belong in an export" },
        { "with a line that is no JSON", lines => With(lines, 5, _ => "4111111111111111"), "line 6 cannot be read" },
        {
            "of a newer version", lines => With(lines, 0, line => Swap(line, "\"version\":2", "\"version\":5")),
            "its version is 5, and this release knows version 4"
        },
        { "that is none at all", _ => "hello\nworld\n", "it is not an export of an inbox" },
        { "that is empty", _ => "", "it is not an export of an inbox" },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task A_file_is_refused(string what, Func<string[], string> damage, string message)
    {
        using var source = await TemporaryInbox.FilledAsync();
        using var target = new TemporaryInbox();
        await Keyed.Export(source.Path("out.jsonl"), "--sqlite", source.File);
        var lines = await File.ReadAllLinesAsync(source.Path("out.jsonl"));

        // Without the MAC in the last line, its own counts and digests speak; with it, nothing is read that is not as it was.
        await File.WriteAllTextAsync(source.Path("unsigned.jsonl"), damage(lines[..^1]));
        var unsigned = await ToolRun.Of("inbox", "import", "--unsigned", source.Path("unsigned.jsonl"), "--sqlite", target.File);
        await File.WriteAllTextAsync(source.Path("signed.jsonl"), damage(lines[..^1]) + lines[^1] + "\n");
        var signed = await Keyed.Import(source.Path("signed.jsonl"), "--sqlite", target.File);

        Assert.Contains(message, unsigned.Error, StringComparison.Ordinal);
        Assert.All([signed, unsigned], run =>
        {
            Assert.Equal((what, 1, ""), (what, run.ExitCode, run.Out));
            Assert.EndsWith("\nNothing was imported.\n", run.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("4111", run.Error, StringComparison.Ordinal);
        });
        Assert.False(File.Exists(target.File));
    }

    [Fact]
    public async Task A_packed_file_that_was_cut_off_or_changed_is_refused()
    {
        using var source = await TemporaryInbox.FilledAsync();
        using var target = new TemporaryInbox();
        await Keyed.Export(source.Path("out.jsonl.gz"), "--sqlite", source.File);
        var whole = await File.ReadAllBytesAsync(source.Path("out.jsonl.gz"));
        var changed = whole.ToArray();
        changed[^40] ^= 1;

        foreach (var bad in (byte[][])[whole[..^100], changed])
        {
            await File.WriteAllBytesAsync(source.Path("bad.gz"), bad);
            var run = await Keyed.Import(source.Path("bad.gz"), "--sqlite", target.File);

            Assert.Equal(1, run.ExitCode);
            Assert.EndsWith("\nNothing was imported.\n", run.Error, StringComparison.Ordinal);
            Assert.False(File.Exists(target.File));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Whichever_byte_is_changed_the_file_is_refused(int seed)
    {
        using var source = await TemporaryInbox.FilledAsync(8);
        using var target = new TemporaryInbox();
        await Keyed.Export(source.Path("out.jsonl"), "--sqlite", source.File);
        var whole = await File.ReadAllBytesAsync(source.Path("out.jsonl"));
        var random = new Random(seed);

        for (var i = 0; i < 60; i++)
        {
            var bad = whole.ToArray();
            bad[random.Next(bad.Length)] ^= (byte)(1 << random.Next(8));
            await File.WriteAllBytesAsync(source.Path("bad.jsonl"), bad);
            var run = await Keyed.Import(source.Path("bad.jsonl"), "--sqlite", target.File);

            Assert.Equal(1, run.ExitCode);
        }

        Assert.Empty(await target.IdsAsync());
    }

    private static string Joined(IEnumerable<string> lines) => new StringBuilder().AppendJoin('\n', lines).Append('\n').ToString();

    private static string With(string[] lines, int index, Func<string, string> change) =>
        Joined([.. lines[..index], change(lines[index]), .. lines[(index + 1)..]]);

    private static string Swap(string line, string old, string other)
    {
        Assert.Contains(old, line, StringComparison.Ordinal);
        return line.Replace(old, other, StringComparison.Ordinal);
    }
}
