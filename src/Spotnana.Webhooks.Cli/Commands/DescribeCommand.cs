using System.CommandLine;
using System.Text.Json;
using Spotnana.Webhooks.Cli.Describing;
using Spotnana.Webhooks.Cli.Events;
using Spotnana.Webhooks.Cli.Json;
using Spotnana.Webhooks.Cli.Terminal;
using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Payloads;

namespace Spotnana.Webhooks.Cli.Commands;

internal static class DescribeCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var source = new Argument<string>("FILE|SAMPLE") { Description = EventBody.Help };
        var json = JsonOption.Create();
        var command = new Command(
            "describe", "Tell what an event says: who travels, where, when, and what it costs. It shows personal data.") { source, json };
        command.SetAction(result =>
        {
            if (!EventBody.TryOpen(result.GetRequiredValue(source), surroundings, out var body, out var error))
                return surroundings.RefuseUsage(error);
            var reading = EnvelopeReader.Read(body.Bytes);
            if (!reading.IsReadable)
                return surroundings.Fail($"{body.Name}: {UnreadableWords.Of(reading.Reason.Value, body.Bytes)}");

            DescriptionJson description;
            try
            {
                description = EventDescription.Of(reading.Envelope, body.Bytes);
            }
            catch (PayloadException misfit)
            {
                return surroundings.Fail(
                    $"{body.Name}: This is no {reading.Envelope.EventType} event as Spotnana publishes them. {misfit.Message}");
            }

            if (result.GetValue(json))
                surroundings.Out.WriteLine(JsonSerializer.Serialize(description, ToolJson.Lines.DescriptionJson));
            else
                new EventPage(surroundings.Out).Write(description);
            return ExitCode.Done;
        });
        return command;
    }
}
