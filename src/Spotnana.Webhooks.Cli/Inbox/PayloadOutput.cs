using System.Text;
using Spotnana.Webhooks.Cli.Http;
using Spotnana.Webhooks.Cli.Terminal;

namespace Spotnana.Webhooks.Cli.Inbox;

/// <summary>Bytes of a body on standard output: as they are into a pipe or file, escaped on a terminal.</summary>
internal static class PayloadOutput
{
    public static async Task WriteAsync(Surroundings surroundings, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (surroundings.OutIsTerminal)
            surroundings.Out.WriteLine(Escaped(bytes));
        else
            await surroundings.OutBytes.WriteAsync(bytes, cancellationToken);
    }

    // Lines stay lines; what could move the cursor or turn the direction does not reach the terminal.
    private static string Escaped(ReadOnlyMemory<byte> bytes) => string.Join(
        '\n', Encoding.UTF8.GetString(bytes.Span).Split('\n').Select(line => Printable.Escaped(line.TrimEnd('\r'))));
}
