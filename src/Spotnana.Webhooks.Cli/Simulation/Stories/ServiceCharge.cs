using System.Text.Json.Nodes;

namespace Spotnana.Webhooks.Cli.Simulation.Stories;

/// <summary>The travel agency's fee for a booking.</summary>
internal static class ServiceCharge
{
    private const string Sample = "service-charge.service-fee";

    /// <summary>Tells of the fee that the booking names, as it stands in one of its samples.</summary>
    /// <param name="story">Whose.</param>
    /// <param name="booking">Which booking.</param>
    /// <param name="sampleOfBooking">The sample by which the booking was told of.</param>
    /// <param name="edit">What was changed in that.</param>
    public static void Tell(Story story, Booking booking, string sampleOfBooking, Action<JsonObject>? edit = null)
    {
        var version = booking.State!.Version;
        story.Tell(Sample, $"charge/{booking.Names[ChargeOf(booking)]}", (payload, at) =>
        {
            var told = SampleText.Of(sampleOfBooking).With(booking.Names).Part("payload");
            edit?.Invoke(told);
            var fee = told.Parts("serviceFees").First();
            payload["chargeId"] = fee.Text("chargeId");
            var charge = payload.Part("charge");
            charge["amount"] = fee.Part("fare").Part("base").Copy();
            charge["totalAmount"] = fee.Part("fare").Part("base").Copy();
            charge["feeInfo"] = fee.Part("feeInfo").Copy();
            payload["transactionTime"] = Instants.Utc(at);
            payload.Part("paymentTransaction")["paymentReference"] = $"pi_sample_{booking.Id}_fee1";
            if (fee.Text("status") == "NO_CHARGE")
            {
                payload["paymentStatus"] = "NO_CHARGE";
                payload.Remove("paymentTransaction");
            }

            var details = payload.Part("bookingDetails");
            details["pnrId"] = booking.Id;
            details["pnrVersion"] = version;
            details["source"] = told.Part("sourceInfo").Text("bookingSource");
            details["sourcePnrId"] = told.Part("sourceInfo").Text("sourcePnrId");
        });
    }

    private static string ChargeOf(Booking booking) => booking.SampleId switch
    {
        StoryNames.Air => "5728e2e0-c65e-5ee5-8a0a-6b5302fa2a4a",
        StoryNames.Hotel => "1e339f59-f003-5bb4-ab28-690fe893775a",
        StoryNames.OtherHotel => "8b30299e-eacf-5ddc-9ba5-845fa9f034bb",
        StoryNames.Car => "23d2a5d5-88a9-580b-a481-1a662b931431",
        _ => "0a782091-f194-547a-bc9f-cbba5c73997b",
    };
}
