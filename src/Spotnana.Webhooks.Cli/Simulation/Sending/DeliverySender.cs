using System.Net;
using System.Security.Cryptography;
using Spotnana.Webhooks.Cli.Http;
using Spotnana.Webhooks.Cli.Simulation.Records;

namespace Spotnana.Webhooks.Cli.Simulation.Sending;

/// <summary>
/// Sends a plan as Spotnana does: only 200 is success, and what fails is sent again by the schedule, while the rest goes on.
/// </summary>
internal sealed class DeliverySender(
    WebhookClient client, IDeliveryCredentials credentials, Connections connections, RetrySchedule schedule, SendingRecord record,
    TimeProvider clock)
{
    /// <summary>Ends when everything is delivered or given up; cancelled, as soon as what is under way has ended.</summary>
    public async Task RunAsync(SendingPlan plan, Pace pace, Action started, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var underWay = new List<Task>(plan.Deliveries.Count);
        try
        {
            foreach (var (index, delivery) in plan.Deliveries.Index())
            {
                await pace.WaitAsync(index, stop.Token);
                var connection = await connections.TakeAsync(stop.Token);
                started();
                underWay.Add(Task.Run(() => DeliverAsync(delivery, connection, stop), CancellationToken.None));
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }

        await Task.WhenAll(underWay);
    }

    private async Task DeliverAsync(PlannedDelivery delivery, Connection connection, CancellationTokenSource stop)
    {
        try
        {
            await AttemptUntilTakenAsync(delivery, connection, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }
        catch
        {
            // Most likely the ledger cannot be written: without it, there is no point in sending on
            await stop.CancelAsync();
            throw;
        }
    }

    private async Task AttemptUntilTakenAsync(PlannedDelivery delivery, Connection first, CancellationToken cancellationToken)
    {
        Connection? connection = first;
        byte[]? body = null;
        for (var failures = 0; ;)
        {
            connection ??= await connections.TakeAsync(cancellationToken);
            try
            {
                body ??= delivery.Event.MakeBody();
                if (await AttemptAsync(delivery, body, connection, isFirst: failures == 0, cancellationToken))
                    return;
            }
            finally
            {
                connections.Return(connection);
                connection = null;
            }

            if (schedule.After(++failures) is not { } pause)
            {
                record.GiveUp(credentials.IdOf(delivery, body));
                return;
            }

            if (pause > TimeSpan.Zero)
            {
                body = null; // It may wait long, and many may wait
                using var waiting = record.Wait();
                await Task.Delay(pause, clock, cancellationToken);
            }
        }
    }

    private async Task<bool> AttemptAsync(
        PlannedDelivery delivery, byte[] body, Connection connection, bool isFirst, CancellationToken cancellationToken)
    {
        var sentAt = clock.GetUtcNow();
        WebhookAnswer answer;
        try
        {
            var headers = await credentials.HeadersAsync(delivery, body, connection, cancellationToken);
            answer = headers.Headers is { } complete
                ? await client.PostAsync(body, complete, cancellationToken)
                : WebhookAnswer.NotSent(headers.Failure!);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The receiver may have it: the ledger says that it was sent
            Record(WebhookAnswer.BrokenOff);
            throw;
        }

        if (answer.Status is HttpStatusCode.Unauthorized)
            connection.DropToken();
        Record(answer);
        return answer.Status is HttpStatusCode.OK;

        void Record(WebhookAnswer outcome) => record.Add(new Attempt(
            credentials.IdOf(delivery, body), delivery.NextAttempt(), delivery.Event, sentAt, outcome, body.Length,
            Convert.ToHexStringLower(SHA256.HashData(body)), isFirst));
    }
}
