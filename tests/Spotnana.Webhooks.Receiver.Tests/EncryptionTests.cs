using System.Net;
using System.Security.Cryptography;
using System.Text;
using Spotnana.Webhooks.Dispatch;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Receiver.Tests.Support;

namespace Spotnana.Webhooks.Receiver.Tests;

/// <summary>Encrypted bodies as they are seen from outside, from one start to the next.</summary>
public sealed class EncryptionTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("keys-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_body_is_stored_encrypted_and_read_as_it_came_until_its_key_is_gone()
    {
        WriteKeys(1);
        var delivery = new TestDelivery { Id = "msg_secret" };
        using (var first = Start())
        {
            Assert.Equal(HttpStatusCode.OK, (await first.SendAsync(delivery)).StatusCode);
            await first.StateIsAsync(delivery.Id, DeliveryState.Completed);
            await first.EventuallyAsync("SELECT count(*) FROM payload WHERE key_id IS NULL", 0L);
            Assert.Equal(Encoding.UTF8.GetString(delivery.Body), (await first.AskAsync(Payload(delivery))).Body);
        }

        WriteKeys(2);
        using var second = Start("SPOTNANA"); // which is stored as spotnana, and so it is encrypted
        var answer = await second.AskAsync(Payload(delivery));
        Assert.Contains("Inbox:EncryptionKeyFile", answer.Problem(HttpStatusCode.InternalServerError), StringComparison.Ordinal);
        var other = new TestDelivery { Id = "msg_other" };
        Assert.Equal(HttpStatusCode.OK, (await second.SendAsync(other)).StatusCode);
        Assert.Equal(Encoding.UTF8.GetString(other.Body), (await second.AskAsync(Payload(other))).Body);

        WriteKeys(2, 1); // while it runs
        await Wait.UntilAsync(async () => (await second.AskAsync(Payload(delivery))).StatusCode == HttpStatusCode.OK);
    }

    private static string Payload(TestDelivery delivery) => $"/api/deliveries/{delivery.Id}/payload";

    private void WriteKeys(params byte[] keys) => File.WriteAllLines(
        Path.Combine(_folder, "keys"), keys.Select(key => Convert.ToBase64String(SHA256.HashData([key]))));

    private RunningReceiver Start(string subscription = "spotnana") => new(
        new()
        {
            [$"Subscriptions:{subscription}:Secrets:0"] = TestDelivery.Secret,
            ["Inbox:Sqlite:Path"] = Path.Combine(_folder, "inbox.db"),
            ["Inbox:EncryptionKeyFile"] = Path.Combine(_folder, "keys"),
        },
        TestHandler.Only(TestHandler.Named("h", _ => HandlerResult.Done)),
        "Development");
}
