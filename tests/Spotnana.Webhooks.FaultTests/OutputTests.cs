using System.Text;
using Spotnana.Webhooks.FaultTests.Harness;
using Xunit.Abstractions;

namespace Spotnana.Webhooks.FaultTests;

[Collection(FaultCollection.Name)]
public sealed class OutputTests(PublishedService published, ITestOutputHelper output)
{
    private const string Passport = "XQ7391824";
    private const string Card = "4929871234567899";
    private const string Mail = "zoe.quill@traveller.example";

    private static readonly string[] Markers = [Passport, Card, Mail];
    private static readonly string Note = $"passport {Passport}, card {Card}, mail {Mail}";

    [Fact]
    public async Task All_output_of_a_run_names_each_delivery_and_shows_no_secret_no_signature_and_no_traveller()
    {
        var secret = new Secret();
        var folder = published.NewFolder("inbox");
        var events = new Events(Seed.Next(output));
        using var sender = new Sender(secret);
        List<OutgoingDelivery> deliveries =
        [
            .. Enumerable.Range(0, 50).Select(_ => events.Next(note: Note)),
            events.Next(eventType: "TRAVELER_V2", operation: "UPDATE", note: Note),
            events.Next(operation: "NEVER_SEEN", note: Note),
            events.Next(operation: @"BOOKING\u0000TICKETED", note: Note),
            // Not readable: cut off, not JSON, not an object, a type that is not text.
            events.Raw($$"""{"event_type":"PNR_V3","payload":{"note":"{{Note}}"""),
            events.Raw(Note),
            events.Raw($"\"{Note}\""),
            events.Raw($$$"""{"event_type":["{{{Note}}}"],"payload":{}}"""),
        ];
        var conflict = events.Next(note: Note) with { Id = deliveries[0].Id };
        var forged = events.Next(note: Note);
        var forgedSignature = new Secret().Sign(forged.Id, 1, forged.Body);
        var malformedSignature = "v1," + Mail;

        IReadOnlyList<string> log;
        await using (var service = await ServiceProcess.StartAsync(published, new(folder, secret)
        {
            Environment = { ["Intake__DrainDelay"] = "00:00:00" },
        }))
        {
            foreach (var delivery in deliveries)
                Assert.True((await sender.SendAsync(service.Webhook, delivery)).IsAcknowledged);
            Assert.Contains("duplicate", (await sender.SendAsync(service.Webhook, deliveries[1])).Body, StringComparison.Ordinal);
            Assert.Contains("quarantined", (await sender.SendAsync(service.Webhook, conflict)).Body, StringComparison.Ordinal);
            foreach (var signature in new[] { forgedSignature, malformedSignature })
                Assert.Equal(401, (int?)(await sender.SendAsync(service.Webhook, forged, signature)).Status);

            await Wait.UntilAsync(
                () => new InboxFile(folder).Deliveries().All(delivery => delivery.State != 0), () => "every delivery settled");
            service.Terminate();
            Assert.Equal(0, await service.WaitForExitAsync());
            log = service.Log;
        }

        var text = string.Join('\n', log);
        output.WriteLine($"{log.Count} lines, {text.Length} characters\n{string.Join('\n', log.Take(12))}");
        // A log line may escape '+', and a body may be shown as Base64.
        var plain = text.Replace(@"\u002B", "+", StringComparison.OrdinalIgnoreCase);
        string[] hidden =
        [
            secret.Text, secret.Base64, secret.Base64.TrimEnd('='), Convert.ToHexString(Convert.FromBase64String(secret.Base64)),
            .. sender.Signatures, forgedSignature, malformedSignature,
            .. Markers, .. Markers.Select(marker => Convert.ToBase64String(Encoding.ASCII.GetBytes(marker))[..8]),
        ];
        Assert.DoesNotContain(hidden, value => plain.Contains(value, StringComparison.OrdinalIgnoreCase));
        Assert.All(deliveries, delivery => Assert.Contains(log, line => line.Contains(delivery.Id, StringComparison.Ordinal)));
    }
}
