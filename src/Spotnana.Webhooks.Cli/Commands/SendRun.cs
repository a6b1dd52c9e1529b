using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Spotnana.Webhooks.Cli.Events;
using Spotnana.Webhooks.Cli.Http;
using Spotnana.Webhooks.Cli.Json;
using Spotnana.Webhooks.Cli.Secrets;
using Spotnana.Webhooks.Cli.Terminal;
using Spotnana.Webhooks.Testing;

namespace Spotnana.Webhooks.Cli.Commands;

/// <summary>One run of <c>send</c>: posts the events one after the other and prints a line for each answer.</summary>
internal sealed class SendRun(Surroundings surroundings, Uri url, SecretChoice choice, bool json)
{
    // The longest name of a sample and an id that was made here leave room for this in 80 columns
    private const int StatusWidth = 9;
    private const int RoomyNameWidth = 34;

    private readonly HashSet<int> _explained = [];

    public async Task<int> RunAsync(IReadOnlyList<EventBody> bodies, string? id, int repeat, CancellationToken cancellationToken)
    {
        using var client = new WebhookClient(url, surroundings.Clock);
        var nameWidth = bodies.Max(body => body.Name.Length);
        var allTaken = true;
        SignedEvent? first = null;
        foreach (var body in bodies)
        {
            if (!EventSigning.TrySign(body.Bytes, choice.Secret, id, timestamp: null, surroundings.Clock, out var signed, out var error))
                return surroundings.RefuseUsage(error);
            first ??= signed;
            for (var time = 0; time < repeat; time++)
            {
                var answer = await client.PostAsync(body.Bytes, signed.Headers, cancellationToken);
                Write(body, signed, answer, nameWidth);
                allTaken &= answer.Status is HttpStatusCode.OK;
                if (answer.Failure is not null)
                    return surroundings.Fail(WhyNoAnswer(answer.Failure));
                Explain(answer);
            }
        }

        if (allTaken && !json && id is null && repeat == 1 && first is not null)
            TellHowToRepeat(bodies[0], first);
        return allTaken ? ExitCode.Done : ExitCode.CheckFailed;
    }

    private void Write(EventBody body, SignedEvent signed, WebhookAnswer answer, int nameWidth)
    {
        var status = answer.Status is { } code ? (int)code : (int?)null;
        if (json)
        {
            var row = new SentJson(
                body.Name, signed.Id, status, answer.BodyStatus, answer.Milliseconds, answer.Failure?.GetBaseException().Message);
            surroundings.Out.WriteLine(JsonSerializer.Serialize(row, ToolJson.Lines.SentJson));
        }
        else if (status is not null)
        {
            var gap = nameWidth <= RoomyNameWidth ? "  " : " ";
            var said = (answer.BodyStatus ?? "-").PadRight(StatusWidth);
            surroundings.Out.WriteLine(
                $"{body.Name.PadRight(nameWidth)}{gap}{signed.Id}{gap}{status} {said}{gap}{answer.Milliseconds + " ms",7}");
        }
    }

    private void TellHowToRepeat(EventBody body, SignedEvent signed)
    {
        var target = url.OriginalString == WebhookUrl.Default ? "" : $" \\\n    --url {Shell.Quote(url.OriginalString)}";
        surroundings.Say(
            $"Send it again as a duplicate:\n  {Surroundings.ToolName} send {Shell.Quote(body.Name)} --id {signed.Id}{target}");
    }

    private void Explain(WebhookAnswer answer)
    {
        if (answer.Status is not { } status || status is HttpStatusCode.OK || !_explained.Add((int)status))
            return;
        var meaning = StatusMeaning.Of((int)status, url, choice.Origin);
        surroundings.Say(answer.Detail is null ? meaning : $"{meaning}\nIt says: {answer.Detail}");
    }

    private string WhyNoAnswer(Exception failure)
    {
        var why = NoAnswer.Why(url, failure);
        return url.IsLoopback
            && failure is HttpRequestException { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionRefused } }
            ? $"{why} Start the service:\n  dotnet run --project src/Spotnana.Webhooks.Receiver"
            : why;
    }
}
