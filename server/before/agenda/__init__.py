"""The plan. Schedule files enter; days, sites of a day and their states leave."""
