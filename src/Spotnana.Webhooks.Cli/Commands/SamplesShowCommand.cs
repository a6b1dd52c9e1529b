using System.CommandLine;
using Spotnana.Webhooks.Cli.Events;
using Spotnana.Webhooks.Cli.Terminal;
using Spotnana.Webhooks.Testing;

namespace Spotnana.Webhooks.Cli.Commands;

internal static class SamplesShowCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var name = new Argument<string>("NAME") { Description = "The name of a sample." };
        var command = new Command("show", "Print a sample, byte for byte.") { name };
        command.SetAction(async (result, cancellationToken) =>
        {
            var wanted = result.GetRequiredValue(name);
            if (!WebhookSample.Names.Contains(wanted))
                return surroundings.RefuseUsage(NearestSamples.Missing($"There is no sample {wanted}.", wanted));
            await surroundings.OutBytes.WriteAsync(WebhookSample.Get(wanted).Body, cancellationToken);
            await surroundings.OutBytes.FlushAsync(cancellationToken);
            return ExitCode.Done;
        });
        return command;
    }
}
