using System.CommandLine;
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
                await PayloadOutput.WriteAsync(surroundings, bytes, cancellationToken);
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
}
