using System.CommandLine;
using System.Text;
using Spotnana.Webhooks.Cli.Http;
using Spotnana.Webhooks.Cli.Inbox;
using Spotnana.Webhooks.Cli.Inbox.Transfer;
using Spotnana.Webhooks.Cli.Terminal;

namespace Spotnana.Webhooks.Cli.Commands.Inbox;

internal static class InboxPayloadCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var one = new OneDelivery();
        var server = new ManagementServer();
        var target = new Option<string?>("--out")
        {
            Description = "Write them to this new file, which only you can read.",
            HelpName = "FILE",
        };
        var command = new Command(
            "payload",
            "Write the original bytes of a delivery: unchanged into a pipe or file, escaped on a terminal. The service audits it.");
        one.AddTo(command, ArgumentArity.ExactlyOne);
        server.AddTo(command);
        command.Options.Add(target);
        command.SetAction(async (result, cancellationToken) =>
        {
            if (!server.TryConnect(result, surroundings, out var client, out var refusal))
                return refusal;
            using (client)
            {
                var (bytes, error) = await client.ReadBytesAsync(one.PathOf(result, "payload"), one.Read(result), cancellationToken);
                if (error is not null)
                    return surroundings.Fail(error);
                if (result.GetValue(target) is { } path)
                    return await SaveAsync(surroundings, path, bytes, cancellationToken);
                if (surroundings.OutIsTerminal)
                    surroundings.Out.WriteLine(Escaped(bytes));
                else
                    await surroundings.OutBytes.WriteAsync(bytes, cancellationToken);
                return ExitCode.Done;
            }
        });
        return command;
    }

    private static async Task<int> SaveAsync(
        Surroundings surroundings, string path, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            await using var file = PrivateFile.Create(path);
            await file.WriteAsync(bytes, cancellationToken);
            await file.CompleteAsync(overwrite: false);
            return ExitCode.Done;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return surroundings.Fail($"{path} cannot be written: {failure.Message}");
        }
    }

    // Lines stay lines; what could move the cursor or turn the direction does not reach the terminal.
    private static string Escaped(ReadOnlyMemory<byte> bytes) => string.Join(
        '\n', Encoding.UTF8.GetString(bytes.Span).Split('\n').Select(line => Printable.Escaped(line.TrimEnd('\r'))));
}
