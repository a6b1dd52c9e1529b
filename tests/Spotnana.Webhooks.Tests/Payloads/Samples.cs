using Spotnana.Webhooks.Payloads;
using Spotnana.Webhooks.Testing;

namespace Spotnana.Webhooks.Tests.Payloads;

/// <summary>The samples as views.</summary>
internal static class Samples
{
    public static Booking Booking(string name) => Spotnana.Webhooks.Payloads.Booking.Parse(WebhookSample.Get(name).Body);
}
